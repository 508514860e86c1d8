// The entry point of a worker process: serves the tasks of all features.
import "./production.ts";
import { features } from "./features.ts";
import { serveTasks } from "./platform/serve-tasks.ts";

serveTasks(features);
