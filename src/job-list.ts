// What runs beside requests: the jobs that people ask for, and what runs by itself.
import { EXPORT } from "./finance/export/exports.ts";
import type { AnyJob } from "./platform/jobs/define.ts";
import { RELEASER } from "./settlement/releaser.ts";
import { SIMULATION } from "./settlement/simulations.ts";

export const jobs: readonly AnyJob[] = [EXPORT, SIMULATION, RELEASER];
