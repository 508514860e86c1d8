// Names the parts of the data folder (the cluster, its password and its log) and checks their contents.
import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StartupError } from "../../kernel/errors.ts";

export interface Folder {
  readonly root: string;
  readonly cluster: string;
  readonly log: string;
  readonly password: string;
}

const PASSWORD_BYTES = 24;
/** pg_ctl puts the folder's name into a shell command, between double quotes. */
const UNSAFE_IN_SHELL = /["$`\\\n]/;

/** Creates the data folder if it is missing, and names its parts. */
export async function openFolder(dataDir: string): Promise<Folder> {
  await mkdir(dataDir, { recursive: true });
  const root = await realpath(resolve(dataDir));
  // PostgreSQL does not run as root, so other users may enter a new folder of root, but not read it.
  if (process.getuid?.() === 0 && (await readdir(root)).length === 0) await chmod(root, 0o711);
  if (UNSAFE_IN_SHELL.test(root)) {
    throw new StartupError(
      `the data folder ${root} has a quote, a dollar sign or a backslash in its name: set DATA_DIR to another folder`,
    );
  }
  return {
    root,
    cluster: join(root, "postgres"),
    log: join(root, "postgres.log"),
    password: join(root, "postgres.password"),
  };
}

/** Whether there is a cluster. Throws StartupError if it has another major version than ours. */
export async function hasCluster(folder: Folder, version: string): Promise<boolean> {
  const names = await unlessMissing(readdir(folder.cluster));
  if (names === undefined || names.length === 0) return false;
  const theirs = (
    await unlessMissing(readFile(join(folder.cluster, "PG_VERSION"), "utf8"))
  )?.trim();
  const ours = version.split(".")[0];
  if (theirs === ours) return true;
  throw new StartupError(
    theirs === undefined
      ? `${folder.cluster} is not a PostgreSQL data folder (it has no PG_VERSION): move it away, or set DATA_DIR to another folder`
      : `${folder.cluster} was created by PostgreSQL ${theirs}, but this is PostgreSQL ${ours} (${version}): ` +
          "move it away, or set DATA_DIR to another folder, or run it with that version and set DATABASE_URL",
  );
}

/** The cluster's password. Throws StartupError if it is missing. */
export async function getPassword(folder: Folder): Promise<string> {
  const password = (await unlessMissing(readFile(folder.password, "utf8")))?.trim();
  if (password) return password;
  throw new StartupError(
    `${folder.password} is missing or empty, but ${folder.cluster} cannot be opened without it: ` +
      "restore the file, or move the cluster away to start with an empty one",
  );
}

/** Creates the password, once for all processes, with the help of the temporary file `draft`. */
export async function makePassword(folder: Folder, draft: string): Promise<void> {
  await writeFile(draft, `${randomBytes(PASSWORD_BYTES).toString("hex")}\n`, { mode: 0o600 });
  try {
    // If several processes try at once, one link succeeds, and all of them use that password.
    await link(draft, folder.password);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** The result of `reading`, or undefined if the file or folder does not exist. */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
