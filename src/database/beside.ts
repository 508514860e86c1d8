// Long transactions beside the lane: those of one kind take turns, and wait in this process rather than on a
// connection, so that they leave the connections to others.
import { Overloaded } from "../kernel/errors.ts";
import type { Database, Network, Tx } from "./database.ts";
import { type Beside, lockBeside } from "./lock.ts";

/** Most transactions of one kind of a network that wait in a process; more are refused with `BUSY`. */
const MAX_WAITING = 1_000;
const RETRY_SECONDS = 5;

interface Line {
  waiting: number;
  last: Promise<unknown>;
}

const lines = new WeakMap<Database, Map<string, Line>>();

/**
 * Writes in one transaction, beside orders but not beside another one of its kind. What takes long
 * comes first; `commitIn` ends it in the lane. Repeatable like `Network.write`.
 */
export async function writeBeside<T>(
  network: Network,
  what: Beside,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const line = lineOf(network, what);
  if (line.waiting === MAX_WAITING) {
    const why = `${MAX_WAITING} changes of its kind are already waiting`;
    throw new Overloaded(`${why}; send it again in ${RETRY_SECONDS} s`, RETRY_SECONDS);
  }
  line.waiting += 1;
  const turn = line.last.then(() => {
    line.waiting -= 1;
    return network.write((tx) => {
      lockBeside(network, tx, what);
      return work(tx);
    });
  });
  line.last = turn.catch(() => {});
  return network.database.running(turn);
}

function lineOf({ database, schema }: Network, what: Beside): Line {
  const known = lines.get(database) ?? new Map<string, Line>();
  lines.set(database, known);
  const name = `${schema}.${what}`;
  const line = known.get(name) ?? { waiting: 0, last: Promise.resolve() };
  known.set(name, line);
  return line;
}
