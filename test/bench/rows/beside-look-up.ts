// A read beside reading one distributor, both on one connection of the same server.
import { press } from "../load/child.ts";
import type { OperationName } from "../load/operations.ts";
import type { Measure } from "../row.ts";
import type { Serving } from "../stand/serving.ts";
import type { Stand } from "../stand/stand.ts";

export async function besideLookUp(
  stand: Stand,
  server: Serving,
  read: { what: string; operation: OperationName; most: number; distributors: number },
): Promise<Measure> {
  const { what, operation, most, distributors } = read;
  const one = { connections: 1 };
  const lookUp = await press(stand, server, "lookUp", one, distributors);
  const { p50Ms } = await press(stand, server, operation, one, distributors);
  return {
    what: `${what}: p50`,
    value: p50Ms,
    unit: "ms",
    yardstick: { what: "distributor(code): p50", value: lookUp.p50Ms },
    bound: { most },
  };
}
