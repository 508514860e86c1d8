// The OpenTelemetry SDK, which sends spans to a collector. Only `start.ts` loads this module, and only
// when traces are on. The exporter itself reads the settings `OTEL_EXPORTER_OTLP_…`.
import { context, DiagLogLevel, diag, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

/** Spans wait at most this long before they are sent. */
const DELAY_MS = 1_000;
/** Spans that wait; further ones are lost, so that a collector that is down costs no memory. */
const MAX_WAITING = 8_192;
/** Spans of one request to the collector. */
const MAX_SENT = 512;
const SEND_MS = 5_000;

/** Returns what sends the spans that wait, and stops. */
export function startSdk(share: number, warn: (message: string) => void): () => Promise<void> {
  const quiet = () => {};
  diag.setLogger(
    { error: warn, warn, info: quiet, debug: quiet, verbose: quiet },
    DiagLogLevel.WARN,
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const processor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter(),
    scheduledDelayMillis: DELAY_MS,
    exportTimeoutMillis: SEND_MS,
    maxQueueSize: MAX_WAITING,
    maxExportBatchSize: MAX_SENT,
  });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "tributary" }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [processor],
  });
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
}
