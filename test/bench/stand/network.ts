// The network that the rows work on: made by the program's own commands from the files of a trade.
import { join } from "node:path";
import { type Place, runner } from "../program.ts";
import { connected } from "./databases.ts";

export const NETWORK = "bench";
export const SCHEMA = `network_${NETWORK}`;
/** Signs the tokens of the run. */
export const SECRET = "a secret that only the benchmark knows of";

/** What a command or a server needs to work on a database. */
export function placeOf(url: string): Place {
  return { DATABASE_URL: url, AUTH_SECRET: SECRET };
}

/** A network without distributors. */
export async function createNetwork(url: string, trade: string): Promise<void> {
  const run = runner(placeOf(url));
  await run("migrate");
  await run("network", "create", NETWORK, "--asset", "GBP", "--time-zone", "Europe/London");
  await run("ladder", "publish", join(trade, "ladder.json"), "--network", NETWORK);
}

/** The tree, the catalogue, the plan and the programmes. */
export async function fillNetwork(url: string, trade: string): Promise<void> {
  const run = runner(placeOf(url));
  const network = ["--network", NETWORK];
  await run("import", "distributors", join(trade, "distributors.csv"), ...network);
  await run("import", "products", join(trade, "products.csv"), ...network);
  await run("asset", "add", "POINT", "--scale", "0", ...network);
  await run("plan", "publish", join(trade, "plan.json"), ...network);
  await run("programme", "publish", join(trade, "programmes.json"), ...network);
  await connected(url, (client) => client.query("vacuum analyze"));
}

/** Throws if the books of a database do not agree with its postings. */
export async function assertVerified(url: string): Promise<void> {
  const verified = await runner(placeOf(url))("verify", "--network", NETWORK, "--json");
  const mismatches = verified.mismatches as readonly string[];
  if (mismatches.length > 0) throw new Error(`verify: ${mismatches.join("; ")}`);
}
