// Turns traces on for this process.
import { setTimeout as sleep } from "node:timers/promises";
import type { Traces } from "./traces.ts";

/** The last spans have this long to be sent when the server stops. */
const STOP_MS = 3_000;

export interface StartedTraces {
  readonly traces: Traces;
  close(): Promise<void>;
}

/**
 * `share` is the part of the requests that is traced, of those that do not say themselves whether they
 * are. The modules of the SDK are loaded here, so that a server without traces does not have them.
 */
export async function startTraces(
  share: number,
  warn: (message: string) => void,
): Promise<StartedTraces> {
  const [{ startSdk }, { Traces }] = await Promise.all([import("./sdk.ts"), import("./traces.ts")]);
  const stop = startSdk(share, warn);
  const close = async () => {
    await Promise.race([stop(), sleep(STOP_MS, undefined, { ref: false })]);
  };
  return { traces: new Traces(), close };
}
