// Which trace a commit of this process belongs to, until its first event has reached a subscriber.
import type { Context } from "@opentelemetry/api";

/** Most commits of a network that are remembered: their events come at once, or nobody subscribes to them. */
const MAX_COMMITS = 100;

export interface TracedCommit {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** When it was stored, as `performance.now()` gives it. */
  readonly endedMs: number;
  /** With the span of the commit. */
  readonly context: Context;
}

export class RecentCommits {
  readonly #bySchema = new Map<string, TracedCommit[]>();

  add(schema: string, commit: TracedCommit): void {
    const commits = this.#bySchema.get(schema) ?? [];
    this.#bySchema.set(schema, commits);
    commits.push(commit);
    if (commits.length > MAX_COMMITS) commits.shift();
  }

  /** The commit of a transaction, once: subscribers are sent events in order, so earlier commits are forgotten. */
  take(schema: string, seq: number): TracedCommit | undefined {
    const commits = this.#bySchema.get(schema);
    while (commits?.[0] !== undefined && commits[0].lastSeq < seq) commits.shift();
    return commits?.[0] !== undefined && commits[0].firstSeq <= seq ? commits.shift() : undefined;
  }
}
