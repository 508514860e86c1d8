// Starts a cluster's server as a daemon that outlives this process, with settings for a ledger on a small machine.
import { chmod, open, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import type { Folder } from "./folder.ts";
import { own } from "./owner.ts";
import { lastLines, type Owner, type Programs, run } from "./programs.ts";

const START_LIMIT_SECONDS = 60;
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;
const LOG_TAIL_BYTES = 4096;

/** For two cores and the rows of a network that change often. No setting reduces durability. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  // Each network is a schema, so work on many networks locks many tables at once.
  max_locks_per_transaction: "256",
  shared_buffers: "256MB",
  effective_cache_size: "2GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  fsync: "on",
  synchronous_commit: "on",
  wal_compression: "pglz",
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

/** Starts the server on a free port. Throws with the last lines of its log if it does not start. */
export async function launch(
  programs: Programs,
  owner: Owner,
  folder: Folder,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const logged = await prepareLog(folder.log, owner);
  const given = Object.entries({ ...SETTINGS, ...settings }).map(
    ([name, value]) => `-c ${quote(`${name}=${value}`)}`,
  );
  const options = [...given, `-p ${await findFreePort()}`].join(" ");
  const started = await run(owner, programs.pg_ctl, [
    ...["start", "-s", "-w", "-t", String(START_LIMIT_SECONDS)],
    ...["-D", folder.cluster, "-l", folder.log, "-o", options],
  ]);
  if (started.code === 0) return;
  throw new Error(lastLines(await readFrom(folder.log, logged)) || lastLines(started.output));
}

/** Quotes an option, because pg_ctl passes its options to a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Makes the log writable for the owner and limits its growth; returns its size. */
async function prepareLog(log: string, owner: Owner): Promise<number> {
  const before = await stat(log).catch(() => undefined);
  if ((before?.size ?? 0) > LOG_LIMIT_BYTES) await rename(log, `${log}.1`);
  const file = await open(log, "a", 0o600);
  const { size } = await file.stat();
  await file.close();
  await chmod(log, 0o600);
  await own(log, owner);
  return size;
}

async function readFrom(path: string, offset: number): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const start = Math.max(offset, size - LOG_TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOG_TAIL_BYTES), 0, null, start);
    return buffer.subarray(0, bytesRead).toString();
  } finally {
    await file.close();
  }
}

/** A port that was free a moment ago. It can be taken before it is used: the caller must retry. */
function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(address !== null && typeof address === "object" ? address.port : 0),
      );
    });
  });
}
