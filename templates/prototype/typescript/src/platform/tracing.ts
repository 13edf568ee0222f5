import type { Deps } from './deps.ts';
import { setting } from './settings.ts';

/**
 * Exports spans by OTLP over HTTP to the endpoint that OpenTelemetry's own
 * variables name; without one it does nothing, and loads nothing.
 */
export async function startTracing(deps: Deps): Promise<void> {
  const endpoint = setting('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', setting('OTEL_EXPORTER_OTLP_ENDPOINT', ''));
  if (endpoint === '' || process.env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') {
    return;
  }
  const { exportSpans } = await import('./otlp.ts');
  deps.tracing = exportSpans(deps);
}
