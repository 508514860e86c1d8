// What runs beside requests: the jobs that people ask for, and what runs by itself.

import { RELEASER } from "./commission/release/releaser.ts";
import { EXPORT } from "./finance/exports/store/exports.ts";
import type { AnyJob } from "./platform/jobs/define.ts";
import { SIMULATION } from "./simulation/store/simulations.ts";

export const jobs: readonly AnyJob[] = [EXPORT, SIMULATION, RELEASER];
