// What caused an entry: the request's canonical text, with who sent it where it is somebody's act.
import type { Actor } from "../database/database.ts";

/** A request's canonical text with who sent it as its last part: both are in the chain. */
export function signedCause(cause: string, actor: Actor): string {
  const by = JSON.stringify({ by: actor }).slice(1);
  return cause === "{}" ? `{${by}` : `${cause.slice(0, -1)},${by}`;
}

/** The request itself, without who sent it. */
export function requestOf(cause: string): Record<string, unknown> {
  const { by: _, ...request } = JSON.parse(cause) as Record<string, unknown>;
  return request;
}

/** Who sent it; undefined where it was nobody's act. */
export function actorOf(cause: string): Actor | undefined {
  return (JSON.parse(cause) as { readonly by?: Actor }).by;
}

/** Why it was asked for, where a reason was given. */
export function reasonOf(cause: string): string | null {
  const { reason, acknowledge, note } = requestOf(cause);
  return ((reason ?? acknowledge ?? note) as string | undefined) ?? null;
}

/** The request's own text, without who sent it: what a repetition is compared by. */
export function requestText(cause: string): string {
  return JSON.stringify(requestOf(cause));
}
