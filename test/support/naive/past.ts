// What every input of the naive model is taken on, and what can become of one.
import type { History } from "./history.ts";
import type { DistributorText, Setting } from "./inputs.ts";
import type { Fault } from "./order.ts";

export interface Past {
  readonly setting: Setting;
  readonly history: History;
}

export interface Repeated {
  readonly ref: string;
  readonly status: "REPEATED";
}

/** `faults` are all that the rules find with it; they do not say which is to be named. */
export interface Refused {
  readonly ref: string;
  readonly status: "REFUSED";
  readonly faults: readonly Fault[];
}

export function refused(ref: string, ...faults: Fault[]): Refused {
  return { ref, status: "REFUSED", faults };
}

/** A distributor and everyone above it, itself first; empty for a code that nobody has. */
export function uplineOf(code: string, { history }: Past): DistributorText[] {
  const line: DistributorText[] = [];
  let next = history.distributor(code);
  while (next !== undefined) {
    line.push(next);
    next = history.distributor(next.parent);
  }
  return line;
}
