import { diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

import type { Deps } from './deps.ts';
import { methodLabel } from './metrics.ts';
import { pathOf } from './paths.ts';
import { sampler } from './sampler.ts';
import { callersPlace, type Place, type Tracing } from './trace.ts';

/** Makes a span of each request and each call, and sends them to a collector. */
export function exportSpans(deps: Deps): Tracing {
  const warn = (message: string, ...more: unknown[]): void => {
    deps.log.warn({ detail: more.length > 0 ? more : undefined }, `tracing: ${message}`);
  };
  diag.setLogger({ error: warn, warn, info: () => undefined, debug: () => undefined, verbose: () => undefined }, DiagLogLevel.WARN);
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': deps.info.name, 'service.version': deps.info.version }).merge(
      detectResources({ detectors: [envDetector] }), // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word
    ),
    ...((process.env.OTEL_TRACES_SAMPLER ?? '') === '' && { sampler: sampler() }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  deps.onShutdown('traces', async () => {
    try {
      await provider.shutdown();
    } catch (error) {
      deps.log.warn({ error }, 'the last spans were lost'); // no reason to call the stop a failure
    }
  });
  const tracer = provider.getTracer('platform');
  const spans = new WeakMap<Place, Span>();
  return {
    enter(request) {
      const caller = callersPlace(request);
      let context = ROOT_CONTEXT;
      if (caller !== undefined) {
        const traceFlags = Number.parseInt(caller.flags, 16) & TraceFlags.SAMPLED;
        context = trace.setSpanContext(context, { traceId: caller.traceId, spanId: caller.spanId, traceFlags, isRemote: true });
      }
      const method = methodLabel(request.method ?? '');
      const span = tracer.startSpan(
        method,
        { kind: SpanKind.SERVER, attributes: { 'http.request.method': method, 'url.path': pathOf(request.url) } },
        context,
      );
      const place: Place = {
        traceId: span.spanContext().traceId,
        traceparent: traceparent(span),
        tracestate: caller?.tracestate,
        end(method, route, code) {
          span.updateName(`${methodLabel(method)} ${route}`);
          span.setAttributes({ 'http.route': route, 'http.response.status_code': code });
          if (code >= 500) {
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
      spans.set(place, span);
      return place;
    },
    call(place, method, dependency, url) {
      const parent = place && spans.get(place);
      const span = tracer.startSpan(
        `${methodLabel(method)} ${dependency}`,
        {
          kind: SpanKind.CLIENT,
          attributes: { 'http.request.method': methodLabel(method), 'server.address': url.hostname, 'peer.service': dependency },
        },
        parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent),
      );
      const headers: Record<string, string> = { traceparent: traceparent(span) };
      if (place?.tracestate !== undefined) {
        headers.tracestate = place.tracestate;
      }
      return {
        headers,
        end(code) {
          if (code > 0) {
            span.setAttribute('http.response.status_code', code);
          }
          if (code === 0 || code >= 400) {
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
  };
}

function traceparent(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'}`;
}
