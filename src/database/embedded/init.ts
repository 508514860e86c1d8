// Creates a cluster completely or not at all: initdb can be interrupted, so it works in a temporary folder, which is then moved.
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { StartupError } from "../../kernel/errors.ts";
import { type Folder, getPassword, makePassword, unlessMissing } from "./folder.ts";
import { own } from "./owner.ts";
import { lastLines, type Owner, type Programs, run } from "./programs.ts";

/** The role that owns the cluster. */
export const SUPERUSER = "tributary";
const UNFINISHED = "postgres.init-";
const UNFINISHED_LIMIT_MS = 10 * 60_000;
const REMOVE_RETRIES = 5;
/** The unfinished clusters that this process is creating. */
const atWork = new Set<string>();

/**
 * Creates a new cluster. Returns false if another process was first. `durable` false skips the flush
 * to disk. Throws StartupError with the output of initdb.
 */
export async function initialise(
  programs: Programs,
  owner: Owner,
  folder: Folder,
  durable: boolean,
): Promise<boolean> {
  // Registered before it exists; otherwise a second call in this process would see it as abandoned.
  const work = join(folder.root, `${UNFINISHED}${process.pid}-${randomUUID()}`);
  atWork.add(work);
  await mkdir(work, { mode: 0o700 });
  try {
    const data = join(work, "data");
    const secret = join(work, "password");
    await makePassword(folder, join(work, "draft"));
    await writeFile(secret, await getPassword(folder), { mode: 0o600 });
    for (const path of [secret, work]) await own(path, owner);
    const made = await run(owner, programs.initdb, [
      ...["-D", data, "--username", SUPERUSER, "--pwfile", secret, "--auth", "scram-sha-256"],
      ...["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
      ...["--no-instructions", ...(durable ? [] : ["--no-sync"])],
    ]);
    if (made.code !== 0) {
      throw new StartupError(
        `initdb could not create ${folder.cluster}: ${lastLines(made.output)}`,
      );
    }
    return await moveInPlace(data, folder);
  } finally {
    await removeAll(work);
    atWork.delete(work);
  }
}

async function moveInPlace(data: string, folder: Folder): Promise<boolean> {
  try {
    await rename(data, folder.cluster);
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
  const root = await open(folder.root, "r");
  await root.sync().finally(() => root.close());
  return true;
}

/** Removes the unfinished clusters of killed processes. */
export async function removeUnfinished(folder: Folder): Promise<void> {
  for (const name of await readdir(folder.root)) {
    const path = join(folder.root, name);
    if (!name.startsWith(UNFINISHED) || !(await isAbandoned(path))) continue;
    // An initdb whose parent was killed may still be writing there: then the next start removes it.
    await removeAll(path).catch(() => undefined);
  }
}

async function isAbandoned(work: string): Promise<boolean> {
  const pid = Number(basename(work).slice(UNFINISHED.length).split("-")[0]);
  if (pid === process.pid) return !atWork.has(work);
  const made = await unlessMissing(stat(work));
  if (made === undefined) return false;
  // In a container, processes get the same ids at each start, so a live id is no proof.
  if (Date.now() - made.mtimeMs > UNFINISHED_LIMIT_MS) return true;
  try {
    return !process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
}

function removeAll(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: REMOVE_RETRIES });
}
