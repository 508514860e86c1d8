// The entry of worker processes with the tasks of tests.
import { features } from "../../../src/features.ts";
import { serveTasks } from "../../../src/platform/serve-tasks.ts";
import { TASKS } from "./tasks.ts";

serveTasks([...features, { name: "test", tasks: TASKS }]);
