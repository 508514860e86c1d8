// The spans of a server whose traces are on: requests, operations, and what follows from them. Without
// traces there is no object of this class, and nothing here runs.
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { Kind, type OperationDefinitionNode } from "graphql";
import { RecentCommits, type TracedCommit } from "./recent-commits.ts";

const MAX_DRIFT_MS = 5;

export class Traces {
  readonly tracer: Tracer = trace.getTracer("tributary");
  readonly #commits = new RecentCommits();
  #originMs = performance.timeOrigin;

  /** The context that a caller sent as `traceparent` and `tracestate`; the root without one. */
  static parentOf(carrier: unknown): Context {
    return typeof carrier === "object" && carrier !== null
      ? propagation.extract(ROOT_CONTEXT, carrier)
      : ROOT_CONTEXT;
  }

  /** Runs an operation in its span; `describe` names it once it is known. */
  async operation<T>(
    transport: "http" | "socket",
    work: () => Promise<T>,
    parent: Context = context.active(),
  ): Promise<T> {
    const attributes = { "tributary.transport": transport };
    const span = this.tracer.startSpan("graphql", { attributes }, parent);
    try {
      return await context.with(trace.setSpan(parent, span), work);
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  /** Names the operation that runs by its first root field: what a client calls it may be anything. */
  describe({ operation, name, selectionSet }: OperationDefinitionNode): void {
    const span = trace.getActiveSpan();
    const [first] = selectionSet.selections;
    span?.updateName(first?.kind === Kind.FIELD ? `${operation} ${first.name.value}` : operation);
    span?.setAttribute("graphql.operation.type", operation);
    if (name !== undefined) span?.setAttribute("graphql.operation.name", name.value);
  }

  /** The operation that runs has errors. */
  failed(): void {
    trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR });
  }

  /** A commit of this process, whose events are still to come. */
  committed(schema: string, commit: TracedCommit): void {
    this.#commits.add(schema, commit);
  }

  /** An event was written to a subscriber; for the first one of a commit there is a span. */
  published(schema: string, seq: number): void {
    const commit = this.#commits.take(schema, seq);
    if (commit === undefined) return;
    this.past("feed publish", commit.context, [commit.endedMs, performance.now()], {
      "tributary.seq": seq,
    });
  }

  /**
   * The time of a value of `performance.now()`. It follows the machine's clock where that was set, and not
   * its steps of a millisecond, which would change the order of spans.
   */
  epochMs(ms: number): number {
    const driftMs = Date.now() - (this.#originMs + performance.now());
    if (Math.abs(driftMs) > MAX_DRIFT_MS) this.#originMs += driftMs;
    return this.#originMs + ms;
  }

  /** A span of the past, between two values of `performance.now()`. */
  past(
    name: string,
    parent: Context,
    [fromMs, toMs]: readonly [number, number],
    attributes: Attributes = {},
  ): void {
    const options = { startTime: this.epochMs(fromMs), attributes };
    const span = this.tracer.startSpan(name, options, parent);
    span.end(this.epochMs(toMs));
  }
}

function fail(span: Span, error: unknown): void {
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
