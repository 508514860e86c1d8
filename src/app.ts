// The composition root: the app of all features; the server, the command line and tests start here.
import { extname } from "node:path";
import { features } from "./features.ts";
import { App, type AppOptions } from "./platform/app.ts";
import type { Config } from "./platform/config.ts";

/** The entry of worker processes: compiled in a server, the source in tests. */
export const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Throws `StartupError`; whatever was started is then stopped again. */
export function openApp(
  config: Pick<Config, "databaseUrl" | "dataDir">,
  options: Omit<AppOptions, "worker"> = {},
): Promise<App> {
  return App.open(features, config, { ...options, worker: WORKER });
}
