// What an OpenTelemetry collector is to a server: takes spans by OTLP over HTTP, and keeps them.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
}

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Missing or empty of a root. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

const POLL_MS = 50;

export class SpanReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly services = new Set<string | undefined>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<SpanReceiver> {
    const server = createServer();
    const receiver = new SpanReceiver(server);
    server.on("request", async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      if (request.method === "POST" && request.url === "/v1/traces") {
        receiver.#take(JSON.parse(String(Buffer.concat(parts))));
      }
      response.setHeader("content-type", "application/json").end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #take({ resourceSpans }: Export): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      this.services.add(attributesOf(resource)["service.name"]);
      for (const { spans } of scopeSpans) this.spans.push(...spans);
    }
  }

  /** The spans of a trace, once one with each of these names is there. */
  async trace(traceId: string, names: readonly string[]): Promise<ReceivedSpan[]> {
    for (;;) {
      const spans = this.spans.filter((span) => span.traceId === traceId);
      if (names.every((name) => spans.some((span) => span.name === name))) return spans;
      await sleep(POLL_MS);
    }
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

export function attributesOf(of: {
  readonly attributes: readonly Attribute[];
}): Record<string, string> {
  return Object.fromEntries(
    of.attributes.map(({ key, value }) => [key, `${value.stringValue ?? value.intValue}`]),
  );
}

/** The tree of a trace: each span with its indented children, by start. Its root's parent is `parent`. */
export function treeOf(spans: readonly ReceivedSpan[], parent: string, indent = ""): string[] {
  return spans
    .filter(({ parentSpanId = "" }) => parentSpanId === parent)
    .sort((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
    .flatMap(({ name, spanId }) => [`${indent}${name}`, ...treeOf(spans, spanId, `${indent}  `)]);
}
