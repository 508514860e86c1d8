// The feed with the kinds of events that the features declare.
import type { Network } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";
import type { FeedEvent } from "../../src/platform/feed/event.ts";
import { Feed } from "../../src/platform/feed/feed.ts";
import type { Scope } from "../../src/platform/feed/scope.ts";

export const eventKinds = features.flatMap(({ events = [] }) => events);
/** Their names. */
export const EVENT_KINDS = eventKinds.map(({ kind }) => kind);

export function feedOf(network: Network): Feed {
  return new Feed(network, eventKinds);
}

/** Whether a scope sees an event, as its kind says. */
export function sees(scope: Scope, event: FeedEvent): boolean {
  const declared = eventKinds.find(({ kind }) => kind === event.kind)!;
  return "all" in scope || declared.sees(scope, event);
}
