// Reads and checks the settings. This is the only module that reads the environment.
import { StartupError } from "../kernel/errors.ts";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  /** 0 chooses a free port. */
  readonly port: number;
  readonly host: string;
  /** The PostgreSQL to use; without it, the embedded PostgreSQL in `dataDir` is used. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Signs and checks tokens; see `getAuthSecret` for what is used if it is not set. */
  readonly authSecret: string | undefined;
  readonly logLevel: LogLevel;
  /** The share of requests that is traced, from 0 to 1; undefined if traces are off. */
  readonly traces: number | undefined;
}

/** An HS256 key should not be shorter than the hash (32 bytes). */
export const MIN_SECRET_CHARS = 32;
const MAX_PORT = 65_535;
const DEFAULT_PORT = "4000";

/** Reads the settings; an empty variable counts as not set. Throws StartupError, one line for each invalid setting. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const read = <T>(name: string, parse: (text: string | undefined) => T): T => {
    try {
      return parse(environment[name] || undefined);
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message}`);
      return undefined as T;
    }
  };
  const config = {
    port: read("PORT", readPort),
    host: read("HOST", (text = "127.0.0.1") => text),
    databaseUrl: read("DATABASE_URL", readUrl),
    dataDir: read("DATA_DIR", (text = ".tributary") => text),
    authSecret: read("AUTH_SECRET", readSecret),
    logLevel: read("LOG_LEVEL", readLevel),
    traces: read("OTEL_TRACES_EXPORTER", readExporter)
      ? read("OTEL_TRACES_SAMPLER_ARG", readShare)
      : undefined,
  };
  if (faults.length > 0) throw new StartupError(faults.join("\n"));
  return config;
}

function readPort(text = DEFAULT_PORT): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw new Error(
    `${JSON.stringify(text)} is not a port: use a whole number from 0 to ${MAX_PORT}`,
  );
}

// The URL itself is not shown: it may hold a password.
function readUrl(text?: string): string | undefined {
  if (text === undefined || /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? "")) return text;
  throw new Error("is not a PostgreSQL URL, like postgres://user:password@host:5432/database");
}

function readSecret(text?: string): string | undefined {
  if (text === undefined || text.length >= MIN_SECRET_CHARS) return text;
  throw new Error(
    `is too short: ${text.length} characters, at least ${MIN_SECRET_CHARS} are needed`,
  );
}

function readLevel(text = "info"): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text);
  if (level !== undefined) return level;
  throw new Error(`must be one of ${LOG_LEVELS.join(", ")}, not ${JSON.stringify(text)}`);
}

const EXPORTERS = ["none", "otlp"] as const;

// The names are OpenTelemetry's; the exporter itself reads those that begin with OTEL_EXPORTER_OTLP.
function readExporter(text = "none"): boolean {
  const exporter = EXPORTERS.find((one) => one === text);
  if (exporter !== undefined) return exporter === "otlp";
  throw new Error(`must be one of ${EXPORTERS.join(", ")}, not ${JSON.stringify(text)}`);
}

function readShare(text = "1"): number {
  const share = /^\d?(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (share <= 1) return share;
  throw new Error(`${JSON.stringify(text)} is not a number from 0 to 1, such as 0.05`);
}
