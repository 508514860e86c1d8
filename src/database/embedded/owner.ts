// Decides which system user the embedded PostgreSQL runs as, since it refuses root, and whether that user can reach what it needs.
import { chown, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartupError } from "../../kernel/errors.ts";
import { type Owner, run } from "./programs.ts";

const SYSTEM_USER = "postgres";
const ENTER_EACH = 'for d in "$@"; do [ -x "$d" ] || { printf %s "$d"; exit 1; }; done';

/**
 * The user to run as. An ordinary user runs it as itself; root as whoever owns the cluster's folder
 * already, else as the system user `postgres`, which is made if there is none.
 */
export async function getOwner(cluster: string): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const folder = await stat(cluster).catch(() => undefined);
  if (folder !== undefined && folder.uid !== 0) return { uid: folder.uid, gid: folder.gid };
  return (await findSystemUser()) ?? (await createSystemUser());
}

async function findSystemUser(): Promise<Owner | undefined> {
  const user = await run({}, "/bin/sh", ["-c", `id -u ${SYSTEM_USER} && id -g ${SYSTEM_USER}`]);
  const [uid, gid] = user.output.split("\n").map(Number);
  return user.code === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : undefined;
}

async function createSystemUser(): Promise<Owner> {
  const made = await run({}, "/bin/sh", [
    "-c",
    `groupadd --force --system ${SYSTEM_USER} && ` +
      `useradd --system --gid ${SYSTEM_USER} --no-create-home --shell /bin/false ${SYSTEM_USER}`,
  ]);
  // Another process may have made it meanwhile: what counts is that it is there.
  const user = await findSystemUser();
  if (user !== undefined) return user;
  throw new StartupError(
    `PostgreSQL refuses to run as root and a system user "${SYSTEM_USER}" could not be made ` +
      `(${made.output.trim().replaceAll("\n", " | ")}): make it, or start as an ordinary user, or set DATABASE_URL`,
  );
}

/** Throws StartupError naming the folder that keeps `owner` from `path`, and `advice`. */
export async function assertReachable(owner: Owner, path: string, advice: string): Promise<void> {
  if (owner.uid === undefined) return;
  const ways = [path];
  for (let way = path; way !== dirname(way); way = dirname(way)) ways.unshift(dirname(way));
  const walk = await run(owner, "/bin/sh", ["-c", ENTER_EACH, "sh", ...ways]);
  if (walk.code === 0) return;
  const blocking = walk.output.trim();
  const mode = (await stat(blocking)).mode & 0o777;
  throw new StartupError(
    `PostgreSQL cannot run as root, and the system user that it runs as (uid ${owner.uid}) may not enter ` +
      `${blocking} (mode ${mode.toString(8)}), so it cannot reach ${path}: ${advice}`,
  );
}

/** Gives one file or folder to `owner`. */
export async function own(path: string, owner: Owner): Promise<void> {
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(path, owner.uid, owner.gid);
}
