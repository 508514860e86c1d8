// The composition root: the app of all features; the server, the command line and tests start here.
import { features } from "./features.ts";
import { App, type AppOptions } from "./platform/app.ts";
import type { Config } from "./platform/config.ts";

/** Throws `StartupError`; whatever was started is then stopped again. */
export function openApp(
  config: Pick<Config, "databaseUrl" | "dataDir">,
  options: AppOptions = {},
): Promise<App> {
  return App.open(features, config, options);
}
