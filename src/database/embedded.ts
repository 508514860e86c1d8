// Runs the PostgreSQL that is bundled with the dependencies, so that no database server has to be installed, and shares it between processes.
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartupError } from "../kernel/errors.ts";
import { enter, getUrl, ifUnused, type Presence } from "./embedded/connect.ts";
import { type Folder, getPassword, hasCluster, openFolder } from "./embedded/folder.ts";
import { initialise, removeUnfinished } from "./embedded/init.ts";
import { launch } from "./embedded/launch.ts";
import { assertReachable, getOwner } from "./embedded/owner.ts";
import { findPostmaster, shutDown } from "./embedded/postmaster.ts";
import { getPrograms, lastLines, type Owner, type Programs, run } from "./embedded/programs.ts";

export interface EmbeddedCluster {
  /** postgres://… URL of the database `tributary` in the cluster */
  readonly url: string;
  readonly port: number;
  /** how it was obtained: "initialised" (new folder), "started" (existing folder), "adopted" (was already running) */
  readonly how: "initialised" | "started" | "adopted";
  /**
   * Stops the server with a fast shutdown. If another process still uses it, leaves it running and
   * returns false. Call it after our pool is closed. Throws StartupError if the server does not stop
   * in time.
   */
  stop(): Promise<boolean>;
}

export interface EmbeddedOptions {
  /** DATA_DIR; created if missing */
  readonly dataDir: string;
  /** PostgreSQL settings that override ours; a cluster that is already running keeps its settings */
  readonly settings?: Readonly<Record<string, string>>;
  /** called with each step that takes time, as one line */
  readonly onStep?: (line: string) => void;
}

interface Place {
  readonly programs: Programs;
  readonly owner: Owner;
  readonly folder: Folder;
  /** the version of the bundled programs, such as 18.4 */
  readonly version: string;
}

const START_ATTEMPTS = 8;
const START_LIMIT_MS = 5 * 60_000;
const POLL_MS = 100;

/**
 * Creates, starts or joins the cluster of a data folder; any number of processes may do so at once.
 * The server is a daemon: it outlives this process unless `stop` is called.
 * Throws StartupError with one line that says what is wrong and what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedCluster> {
  try {
    const place = await findPlace(options.dataDir);
    await removeUnfinished(place.folder);
    const entered = await obtain(place, options);
    const url = await getUrl(place.folder, entered.port);
    return { url, port: entered.port, how: entered.how, stop: () => stop(place, entered) };
  } catch (error) {
    if (error instanceof StartupError || (error as NodeJS.ErrnoException).syscall === undefined) {
      throw error;
    }
    const cause = (error as Error).message;
    throw new StartupError(
      `the data folder ${options.dataDir} cannot be used (${cause}): solve that problem, or set DATA_DIR to another folder`,
    );
  }
}

async function findPlace(dataDir: string): Promise<Place> {
  const programs = await getPrograms();
  const folder = await openFolder(dataDir);
  const owner = await getOwner(folder.cluster);
  const elsewhere = "a folder that other users may enter, such as one under /srv or /var/lib";
  const move = `move the project to ${elsewhere}, or set DATABASE_URL`;
  await assertReachable(owner, dirname(programs.postgres), move);
  await assertReachable(owner, folder.root, `set DATA_DIR to ${elsewhere}`);
  const said = await run(owner, programs.postgres, ["--version"]);
  const version = /\d+(\.\d+)*/.exec(said.output)?.[0];
  if (said.code === 0 && version !== undefined) return { programs, owner, folder, version };
  throw new StartupError(
    `${programs.postgres} does not run on this system (${lastLines(said.output)}): set DATABASE_URL`,
  );
}

interface Entered {
  readonly port: number;
  readonly how: EmbeddedCluster["how"];
  readonly presence: Presence;
}

/** Does the step that the folder's state needs, again and again, because other processes change it too. */
async function obtain(place: Place, options: EmbeddedOptions): Promise<Entered> {
  const { cluster, log } = place.folder;
  const deadline = Date.now() + START_LIMIT_MS;
  let how: Entered["how"] = "adopted";
  let howStarted: Entered["how"] = "started";
  let fault = "it was not ready in time";
  for (let faults = 0; faults < START_ATTEMPTS && Date.now() < deadline; ) {
    if (await ensureCluster(place, options)) howStarted = "initialised";
    const running = findPostmaster(cluster);
    try {
      if (running === undefined) {
        await startServer(place, options);
        how = howStarted;
      } else if (running.ready) {
        const presence = await enter(place.folder, running.port);
        return { port: running.port, how, presence };
      } else await sleep(POLL_MS);
    } catch (error) {
      if (error instanceof StartupError) throw error;
      fault = (error as Error).message;
      faults += 1;
      await sleep(POLL_MS * faults);
    }
  }
  throw new StartupError(`PostgreSQL did not start in ${cluster}: ${fault} (log: ${log})`);
}

/** Returns whether this call created the cluster. */
async function ensureCluster(place: Place, options: EmbeddedOptions): Promise<boolean> {
  const { programs, owner, folder, version } = place;
  if (await hasCluster(folder, version)) return false;
  options.onStep?.(`creating a PostgreSQL ${version} database in ${folder.cluster}`);
  return initialise(programs, owner, folder, options.settings?.fsync !== "off");
}

async function startServer(place: Place, options: EmbeddedOptions): Promise<void> {
  const { programs, owner, folder, version } = place;
  // Without the password the server could not be used or stopped.
  await getPassword(folder);
  options.onStep?.(`starting PostgreSQL ${version} in ${folder.cluster}`);
  await launch(programs, owner, folder, options.settings ?? {});
}

async function stop({ folder }: Place, { port, presence }: Entered): Promise<boolean> {
  await presence.leave();
  const running = findPostmaster(folder.cluster);
  if (running === undefined) return true;
  // Another port means another server, started after ours had stopped.
  if (running.port !== port) return false;
  try {
    return await ifUnused(folder, port, () => shutDown(folder, running));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    if (findPostmaster(folder.cluster)?.ready) return false;
    // Another process is stopping it: wait until it has stopped.
    await shutDown(folder, running);
    return true;
  }
}
