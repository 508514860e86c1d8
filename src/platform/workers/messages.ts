// What a worker process and its server tell each other, and how errors arrive as they were thrown.
import type { Actor } from "../../database/database.ts";
import { Overloaded, Refusal, type RefusalCode, Refusals } from "../../kernel/errors.ts";

/** What a worker process is asked to do. */
export interface Call {
  readonly databaseUrl: string;
  readonly task: string;
  readonly network: string;
  readonly actor: Actor | undefined;
  readonly input: unknown;
}

interface ToldRefusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly field: string | undefined;
  readonly retryAfter: number | undefined;
}

/** An error as a copy can carry it. */
export type ToldFault =
  | { readonly refusal: ToldRefusal }
  | { readonly refusals: readonly ToldRefusal[] }
  | { readonly name: string; readonly message: string; readonly stack: string | undefined };

/** What it says of a task: any number of times how far it is, then once how it ended. */
export type Told =
  | { readonly progress: readonly [done: number, total: number] }
  | { readonly result: unknown }
  | { readonly fault: ToldFault };

export function toldFault(thrown: unknown): ToldFault {
  if (thrown instanceof Refusals) return { refusals: thrown.faults.map(toldRefusal) };
  if (thrown instanceof Refusal) return { refusal: toldRefusal(thrown) };
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { name, message, stack };
}

function toldRefusal(refusal: Refusal): ToldRefusal {
  const { code, message, field } = refusal;
  const retryAfter = refusal instanceof Overloaded ? refusal.retryAfter : undefined;
  return { code, message, field, retryAfter };
}

export function thrownFault(told: ToldFault): Error {
  if ("refusals" in told) return new Refusals(told.refusals.map(thrownRefusal));
  if ("refusal" in told) return thrownRefusal(told.refusal);
  const { name, message, stack } = told;
  return Object.assign(new Error(message), { name, stack });
}

function thrownRefusal({ code, message, field, retryAfter }: ToldRefusal): Refusal {
  if (retryAfter !== undefined) return new Overloaded(message, retryAfter);
  return new Refusal(code, message, field);
}
