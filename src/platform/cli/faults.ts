// Prints errors on stderr, one on each line, with the file and the line of the error.
import { Refusal, Refusals, StartupError } from "../../kernel/errors.ts";

/** A command cannot be executed; each line is printed unchanged. */
export class Failure extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "Failure";
    this.lines = lines;
  }
}

/** The lines to print for anything that was thrown. */
export function linesOf(error: unknown): readonly string[] {
  if (error instanceof Failure) return error.lines;
  if (error instanceof Refusals) return error.faults.map((fault) => fault.message);
  const { message = String(error) } = error as Error;
  if (error instanceof Refusal || error instanceof StartupError) return message.split("\n");
  // For an unexpected error the first line is enough; an AggregateError has only a code.
  const { code = "" } = error as NodeJS.ErrnoException;
  const said = message.split("\n")[0] || code || String(error);
  const isLost = LOST_CODE.test(code) || LOST_MESSAGE.test(message);
  return [`${isLost ? "the connection to the database was lost" : "internal error"}: ${said}`];
}

/** The codes and messages of the system, PostgreSQL and its client for a lost connection. */
const LOST_CODE = /^(ECONN|EPIPE|08|57P)/;
const LOST_MESSAGE = /Connection terminated|encountered a connection error/;

/** Runs `work` on a file; throws its refusals as a `Failure` with the file's path, after `told` has changed them. */
export async function naming<T>(
  path: string,
  work: () => Promise<T>,
  told: (fault: Refusal) => Refusal = (fault) => fault,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Failure(refusalsOf(error).map((fault) => placed(path, told(fault))));
  }
}

/** The refusals in an error; throws any other error. */
export function refusalsOf(error: unknown): readonly Refusal[] {
  if (error instanceof Refusals) return error.faults;
  if (error instanceof Refusal) return [error];
  throw error;
}

const LINE = /^line (\d+): /;

/** `orders.csv:17: quantity: …` for a fault whose message may begin with its line. */
export function placed(path: string, { message }: Refusal): string {
  const [start = "", line] = LINE.exec(message) ?? [];
  return `${path}:${line === undefined ? "" : `${line}:`} ${message.slice(start.length)}`;
}

/** The fault with the field's name in CSV files: `occurred_at` for `occurredAt` of the API. */
export function inColumns({ code, message, field }: Refusal): Refusal {
  if (field === undefined || !/^[a-z]+[A-Z]/.test(field)) return new Refusal(code, message, field);
  const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const [start] = LINE.exec(message) ?? [""];
  const rest = message.slice(start.length);
  if (!rest.startsWith(`${field}:`)) return new Refusal(code, message, column);
  return new Refusal(code, `${start}${column}${rest.slice(field.length)}`, column);
}
