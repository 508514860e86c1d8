// What happened, as subscribers see it. Every event is read off the book: the journal is the feed.
import { Refusal } from "../../kernel/errors.ts";

/** A place in the feed: a transaction, and the event's number in it. */
export interface Place {
  readonly seq: number;
  readonly n: number;
}

/** The number of a place behind every event of its transaction. */
export const WHOLE = Number.MAX_SAFE_INTEGER;

/** What every event has; each kind adds its own facts. */
export interface FeedEvent extends Place {
  /** The name of its `EventKind`. */
  readonly kind: string;
  /** Opaque; a subscriber that comes back with it gets what follows. */
  readonly cursor: string;
  /** The order's or refund's ref, or the month that closed; null where a hand did it. */
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly recordedAt: number;
}

/** A place as an opaque text. */
export function cursorOf({ seq, n }: Place): string {
  return Buffer.from(`e:${seq}:${n}`).toString("base64url");
}

/** The place that a cursor names; throws `INVALID` for a text that is none. */
export function parseCursor(cursor: string): Place {
  const parts = /^e:(\d{1,15}):(\d{1,10})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (parts === null) {
    throw new Refusal(
      "INVALID",
      `after: ${JSON.stringify(cursor.slice(0, 40))} is not a cursor`,
      "after",
    );
  }
  return { seq: Number(parts[1]), n: Number(parts[2]) };
}
