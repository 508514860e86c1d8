// The settings: the only reader of the environment, and what each setting may be.
import { StartupError } from "../kernel/errors.ts";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  /** 0: any free port */
  readonly port: number;
  readonly host: string;
  /** A PostgreSQL to use; without one the embedded PostgreSQL in `dataDir` is used. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Signs and checks tokens; see `getAuthSecret` for where it comes from otherwise. */
  readonly authSecret: string | undefined;
  readonly logLevel: LogLevel;
}

/** An HS256 key shorter than the hash it feeds would be the weakest part. */
export const MIN_SECRET_CHARS = 32;
const MAX_PORT = 65_535;
const DEFAULT_PORT = "4000";

/** The settings as `environment` has them; an empty one counts as absent. Throws StartupError, a line for each fault. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const take = <T>(name: string, read: (text: string | undefined) => T): T => {
    try {
      return read(environment[name] || undefined);
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message}`);
      return undefined as T;
    }
  };
  const config = {
    port: take("PORT", readPort),
    host: take("HOST", (text = "127.0.0.1") => text),
    databaseUrl: take("DATABASE_URL", readUrl),
    dataDir: take("DATA_DIR", (text = ".tributary") => text),
    authSecret: take("AUTH_SECRET", readSecret),
    logLevel: take("LOG_LEVEL", readLevel),
  };
  if (faults.length > 0) throw new StartupError(faults.join("\n"));
  return config;
}

function readPort(text = DEFAULT_PORT): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw new Error(`${JSON.stringify(text)} is not a port, a whole number from 0 to ${MAX_PORT}`);
}

// The URL itself is not shown: it may hold a password.
function readUrl(text?: string): string | undefined {
  if (text === undefined || /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? "")) return text;
  throw new Error("is not a URL like postgres://user:password@host:5432/database");
}

function readSecret(text?: string): string | undefined {
  if (text === undefined || text.length >= MIN_SECRET_CHARS) return text;
  throw new Error(`has ${text.length} characters, and ${MIN_SECRET_CHARS} are the least`);
}

function readLevel(text = "info"): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text);
  if (level !== undefined) return level;
  throw new Error(`${JSON.stringify(text)} is none of ${LOG_LEVELS.join(", ")}`);
}
