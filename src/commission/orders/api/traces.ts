// Traces of the lanes: what each request waited for, and the commit that served it.
import { type Attributes, type Context, type Span, trace } from "@opentelemetry/api";
import type { Traces } from "../../../platform/traces/traces.ts";
import type { Chunk } from "../lane/queue.ts";
import type { Committed } from "../lane/watch.ts";

/** A request of a commit, in its span. */
interface Request {
  readonly span: Span;
  readonly context: Context;
}

/**
 * A commit serves many requests. Its span belongs to the first one that is traced and has links to the
 * others, and they have links to it. The contexts are those of the submissions.
 */
export function traceCommit(traces: Traces, committed: Committed): void {
  const requests = committed.chunks.flatMap((chunk) => requestsOf(traces, chunk));
  const [first, ...others] = requests;
  if (first === undefined) return;
  const { startedMs, tookMs } = committed.stages;
  const endedMs = startedMs + tookMs;
  const commit = traces.tracer.startSpan(
    "lane commit",
    {
      startTime: traces.epochMs(startedMs),
      attributes: attributesOf(committed),
      links: others.map(({ span }) => ({ context: span.spanContext() })),
    },
    first.context,
  );
  const context = trace.setSpan(first.context, commit);
  traceStages(traces, committed, context);
  commit.end(traces.epochMs(endedMs));
  for (const { span } of others) span.addLink({ context: commit.spanContext() });
  for (const { span } of requests) span.end(traces.epochMs(endedMs));
  const seqs = seqsOf(committed);
  if (seqs !== undefined) traces.committed(committed.network.schema, { ...seqs, endedMs, context });
}

function requestsOf(traces: Traces, { submissions, waitedMs }: Chunk): Request[] {
  const takenMs = submissions[0]!.sinceMs + waitedMs;
  return submissions.flatMap(({ origin, sinceMs, inputs }) => {
    const parent = origin as Context;
    if (trace.getSpan(parent)?.isRecording() !== true) return [];
    const attributes = { "tributary.inputs": inputs.length };
    const span = traces.tracer.startSpan(
      "lane",
      { startTime: traces.epochMs(sinceMs), attributes },
      parent,
    );
    const context = trace.setSpan(parent, span);
    traces.past("lane wait", context, [sinceMs, takenMs]);
    return [{ span, context }];
  });
}

// The stages of a commit with several chunks alternate: their spans show how long, not when.
function traceStages(traces: Traces, { stages }: Committed, context: Context): void {
  const { lockMs, readMs, foldMs, storeMs, commitMs } = stages;
  let fromMs = stages.startedMs;
  const parts = { lock: lockMs, read: readMs, fold: foldMs, store: storeMs, COMMIT: commitMs };
  for (const [name, ms] of Object.entries(parts)) {
    traces.past(name, context, [fromMs, fromMs + ms]);
    fromMs += ms;
  }
}

function attributesOf({ network, chunks, outcomes }: Committed): Attributes {
  return {
    "tributary.network": network.settings.name,
    "tributary.inputs": outcomes.length,
    "tributary.chunks": chunks.length,
  };
}

/** The transactions of the commit; undefined if it settled nothing. */
function seqsOf({ outcomes }: Committed): { firstSeq: number; lastSeq: number } | undefined {
  const seqs = outcomes.flatMap((one) => (one.status === "SETTLED" ? [one.seq] : []));
  return seqs.length === 0 ? undefined : { firstSeq: seqs[0]!, lastSeq: seqs.at(-1)! };
}
