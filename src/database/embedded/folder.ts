// Names the parts of the data folder and checks what it finds in them: the cluster, its password and its log.
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

/** Makes the data folder if there is none, and names its parts. */
export async function openFolder(dataDir: string): Promise<Folder> {
  await mkdir(dataDir, { recursive: true });
  const root = await realpath(resolve(dataDir));
  // PostgreSQL does not run as root, so a new folder of root's is opened to enter, not to read.
  if (process.getuid?.() === 0 && (await readdir(root)).length === 0) await chmod(root, 0o711);
  if (UNSAFE_IN_SHELL.test(root)) {
    throw new StartupError(
      `the data folder ${root} has a quote, a dollar sign or a backslash in its name: set DATA_DIR to another`,
    );
  }
  return {
    root,
    cluster: join(root, "postgres"),
    log: join(root, "postgres.log"),
    password: join(root, "postgres.password"),
  };
}

/** Whether there is a cluster. Throws StartupError for one of another major version. */
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
      ? `${folder.cluster} is no PostgreSQL data folder (it has no PG_VERSION): move it away or set DATA_DIR`
      : `${folder.cluster} was made by PostgreSQL ${theirs}, and ours is ${ours} (${version}): ` +
          "move it away, or set DATA_DIR to another folder, or run it with that version and set DATABASE_URL",
  );
}

/** The cluster's password. Throws StartupError if it was lost. */
export async function getPassword(folder: Folder): Promise<string> {
  const password = (await unlessMissing(readFile(folder.password, "utf8")))?.trim();
  if (password) return password;
  throw new StartupError(
    `${folder.password} is missing or empty, and without it ${folder.cluster} cannot be opened: ` +
      "put it back, or move the cluster away to begin anew",
  );
}

/** Makes the password, once for all processes, by way of the file `draft`. */
export async function makePassword(folder: Folder, draft: string): Promise<void> {
  await writeFile(draft, `${randomBytes(PASSWORD_BYTES).toString("hex")}\n`, { mode: 0o600 });
  try {
    // Of several processes one link succeeds, and all then read the same password.
    await link(draft, folder.password);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** What was read, or undefined where there is no such file or folder. */
export async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
