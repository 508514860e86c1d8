// Faults as lines on stderr: one for each, with the file and the line where it stands.
import { Refusal, Refusals, StartupError } from "../../kernel/errors.ts";

/** A command cannot do what it was asked to; each line is printed as it is. */
export class Failure extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "Failure";
    this.lines = lines;
  }
}

/** The lines that tell of whatever was thrown. */
export function linesOf(error: unknown): readonly string[] {
  if (error instanceof Failure) return error.lines;
  if (error instanceof Refusals) return error.faults.map((fault) => fault.message);
  const { message = String(error) } = error as Error;
  if (error instanceof Refusal || error instanceof StartupError) return message.split("\n");
  // Of a fault that nobody foresaw the first line says most; an AggregateError has only its code.
  const { code = "" } = error as NodeJS.ErrnoException;
  const said = message.split("\n")[0] || code || String(error);
  const isLost = LOST_CODE.test(code) || LOST_MESSAGE.test(message);
  return [`${isLost ? "the connection to the database was lost" : "unexpected"}: ${said}`];
}

/** What the system, PostgreSQL and its client say of a connection that ends in the middle of work. */
const LOST_CODE = /^(ECONN|EPIPE|08|57P)/;
const LOST_MESSAGE = /Connection terminated|encountered a connection error/;

/** Runs work on a file; what is refused of it is told with the file's path, as `told` has it. */
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

/** The refusals that an error holds; throws any other error. */
export function refusalsOf(error: unknown): readonly Refusal[] {
  if (error instanceof Refusals) return error.faults;
  if (error instanceof Refusal) return [error];
  throw error;
}

const LINE = /^line (\d+): /;

/** `orders.csv:17: quantity: …` of a fault whose message may begin with its line. */
export function placed(path: string, { message }: Refusal): string {
  const [start = "", line] = LINE.exec(message) ?? [];
  return `${path}:${line === undefined ? "" : `${line}:`} ${message.slice(start.length)}`;
}

/** A fault with its field named as CSV files name it: `occurred_at`, where the API has `occurredAt`. */
export function inColumns({ code, message, field }: Refusal): Refusal {
  if (field === undefined || !/^[a-z]+[A-Z]/.test(field)) return new Refusal(code, message, field);
  const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const [start] = LINE.exec(message) ?? [""];
  const rest = message.slice(start.length);
  if (!rest.startsWith(`${field}:`)) return new Refusal(code, message, column);
  return new Refusal(code, `${start}${column}${rest.slice(field.length)}`, column);
}
