// The events that subscribers receive. They are read from the ledger; events are not stored separately.
import { Refusal } from "../../kernel/errors.ts";

/** A position in the feed: a transaction, and the event's number in it. */
export interface Place {
  readonly seq: number;
  readonly n: number;
}

/** The event number of the position after all events of a transaction. */
export const WHOLE = Number.MAX_SAFE_INTEGER;

/** The fields of every event; each kind adds its own. */
export interface FeedEvent extends Place {
  /** The name of its `EventKind`. */
  readonly kind: string;
  /** Opaque; a subscriber that connects again with it gets the events after this one. */
  readonly cursor: string;
  /** The ref of the order or refund, or the closed month; null for a manual change. */
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly recordedAt: number;
}

/** A position as an opaque text. */
export function cursorOf({ seq, n }: Place): string {
  return Buffer.from(`e:${seq}:${n}`).toString("base64url");
}

/** The position that a cursor stands for; throws `INVALID` if the text is not a cursor. */
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
