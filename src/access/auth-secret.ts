// The secret that signs and checks tokens: set by the operator, or made once and kept beside the embedded database.
import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StartupError } from "../kernel/errors.ts";
import { type Config, MIN_SECRET_CHARS } from "../platform/config.ts";

const FILE = "auth.secret";
const SECRET_BYTES = 48;

/**
 * `AUTH_SECRET`, or without one the secret in the data folder, which is made if it is missing.
 * Throws StartupError if a database of the operator's own is used without `AUTH_SECRET`.
 */
export async function getAuthSecret(config: Config): Promise<string> {
  if (config.authSecret !== undefined) return config.authSecret;
  if (config.databaseUrl !== undefined) {
    const how = `set it to ${MIN_SECRET_CHARS} or more characters, the same for all processes`;
    throw new StartupError(`AUTH_SECRET: is required with DATABASE_URL: ${how}`);
  }
  const path = join(config.dataDir, FILE);
  try {
    return (await findSecret(path)) ?? (await makeSecret(config.dataDir, path));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`DATA_DIR: ${(error as Error).message}`);
  }
}

async function findSecret(path: string): Promise<string | undefined> {
  let secret: string;
  try {
    secret = (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  if (secret.length >= MIN_SECRET_CHARS) return secret;
  const remedy = "remove it, and a new one is made (tokens signed with the old one end)";
  throw new StartupError(`${path} holds fewer than ${MIN_SECRET_CHARS} characters: ${remedy}`);
}

async function makeSecret(folder: string, path: string): Promise<string> {
  const made = await mkdir(folder, { recursive: true });
  // PostgreSQL, which may run as another user, has to get in.
  if (made !== undefined) await chmod(folder, 0o711);
  const draft = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  try {
    await writeFile(draft, `${secret}\n`, { mode: 0o600 });
    // Of several processes one link succeeds, and all then read the same secret.
    await link(draft, path);
    return secret;
  } catch (error) {
    const first = (error as NodeJS.ErrnoException).code === "EEXIST" && (await findSecret(path));
    if (first) return first;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
