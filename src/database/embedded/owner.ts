// Chooses the system user that runs the embedded PostgreSQL, which refuses root, and checks that this user can reach its files.
import { chown, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartupError } from "../../kernel/errors.ts";
import { type Owner, run } from "./programs.ts";

const SYSTEM_USER = "postgres";
const ENTER_EACH = 'for d in "$@"; do [ -x "$d" ] || { printf %s "$d"; exit 1; }; done';

/**
 * The user that runs PostgreSQL: the current user, unless that is root. For root it is the owner of
 * the cluster's folder, otherwise the system user `postgres`, which is created if missing.
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
  // Another process may have created the user meanwhile; it only matters that the user exists.
  const user = await findSystemUser();
  if (user !== undefined) return user;
  throw new StartupError(
    `PostgreSQL refuses to run as root, and the system user "${SYSTEM_USER}" could not be created ` +
      `(${made.output.trim().replaceAll("\n", " | ")}): create that user, or start as an ordinary user, or set DATABASE_URL`,
  );
}

/** Throws StartupError, with `advice`, if a folder on the way to `path` is closed to `owner`. */
export async function assertReachable(owner: Owner, path: string, advice: string): Promise<void> {
  if (owner.uid === undefined) return;
  const ways = [path];
  for (let way = path; way !== dirname(way); way = dirname(way)) ways.unshift(dirname(way));
  const walk = await run(owner, "/bin/sh", ["-c", ENTER_EACH, "sh", ...ways]);
  if (walk.code === 0) return;
  const blocking = walk.output.trim();
  const mode = (await stat(blocking)).mode & 0o777;
  throw new StartupError(
    `PostgreSQL cannot run as root, and the system user that runs it (uid ${owner.uid}) may not enter ` +
      `${blocking} (mode ${mode.toString(8)}), so it cannot reach ${path}: ${advice}`,
  );
}

/** Gives one file or folder to `owner`. */
export async function own(path: string, owner: Owner): Promise<void> {
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(path, owner.uid, owner.gid);
}
