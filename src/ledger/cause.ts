// The cause of an entry: the canonical text of the request, with its actor if the kind records one.
import type { Actor } from "../database/database.ts";

/** The canonical text of a request with the actor as its last field; the chain hashes both. */
export function signedCause(cause: string, actor: Actor): string {
  const by = JSON.stringify({ by: actor }).slice(1);
  return cause === "{}" ? `{${by}` : `${cause.slice(0, -1)},${by}`;
}

/** The request without its actor. */
export function requestOf(cause: string): Record<string, unknown> {
  const { by: _, ...request } = JSON.parse(cause) as Record<string, unknown>;
  return request;
}

/** The actor of the request; undefined if none is recorded. */
export function actorOf(cause: string): Actor | undefined {
  return (JSON.parse(cause) as { readonly by?: Actor }).by;
}

/** The reason of the request, if one was given. */
export function reasonOf(cause: string): string | null {
  const { reason, acknowledge, note } = requestOf(cause);
  return ((reason ?? acknowledge ?? note) as string | undefined) ?? null;
}

/** The text of the request without its actor, to compare a repeated request with. */
export function requestText(cause: string): string {
  return JSON.stringify(requestOf(cause));
}
