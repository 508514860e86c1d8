// Inside a worker process: takes tasks from its server, on connections of its own.
import { constants, getPriority, setPriority } from "node:os";
import { Database } from "../database/database.ts";
import { tablesOf } from "./app.ts";
import type { Feature } from "./feature.ts";
import { jobTask } from "./jobs/job-task.ts";
import { type Call, type Told, toldFault } from "./workers/messages.ts";
import type { AnyTask } from "./workers/task.ts";

/** How far it stands back: where the server wants a core too, this process gets a tenth of it. */
const NICENESS = 10;
/**
 * A query takes one core of the database's machine, however many it has, and ends soon after this process
 * has ended, also if it has nothing to send.
 */
const ASIDE = "-c max_parallel_workers_per_gather=0 -c client_connection_check_interval=1s";
/** How often progress is told. */
const PROGRESS_MS = 200;

/** Serves until the server ends this process, or is no more. */
export function serveTasks(features: readonly Feature[]): void {
  process.once("disconnect", () => process.exit());
  // A terminal sends its Ctrl-C to all processes; the server decides what happens then.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  setPriority(Math.min(getPriority() + NICENESS, constants.priority.PRIORITY_LOW));
  const jobs = features.flatMap(({ jobs = [] }) => jobs);
  const tasks = [jobTask(jobs), ...features.flatMap(({ tasks = [] }) => tasks)];
  let opened: Database | undefined;
  process.on("message", async (call: Call) => {
    try {
      opened ??= await open(features, call.databaseUrl);
      tell({ result: await perform(opened, tasks, call) });
    } catch (thrown) {
      tell({ fault: toldFault(thrown) });
    }
  });
}

function open(features: readonly Feature[], url: string): Promise<Database> {
  return Database.open({ url, settings: ASIDE, ...tablesOf(features) });
}

async function perform(
  database: Database,
  tasks: readonly AnyTask[],
  { task: name, network: on, actor, input }: Call,
): Promise<unknown> {
  const task = tasks.find((one) => one.name === name);
  if (task === undefined) throw new Error(`no feature declares the task ${name}`);
  const network = await database.network(on);
  let toldMs = 0;
  const onProgress = (done: number, total: number) => {
    if (performance.now() - toldMs < PROGRESS_MS) return;
    toldMs = performance.now();
    tell({ progress: [done, total] });
  };
  return task.run({ network: actor ? network.as(actor) : network, input, onProgress });
}

function tell(told: Told): void {
  process.send!(told);
}
