/** Traces, by the names that OpenTelemetry gives these variables. */
import { z } from 'zod'
import { secret, variable, webUrl } from '../kinds.ts'

export const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    'The collector that takes traces, as JSON over HTTP (OTLP). If unset, nothing is traced.',
    'http://127.0.0.1:4318, without /v1/traces',
    webUrl.transform((value) => value?.replace(/\/+$/, '')),
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    'Headers for the collector, such as a key.',
    'name=value, comma-separated, percent-encoded',
    z
      .string()
      .regex(/^([^=,\s]+=[^,]*)(,[^=,\s]+=[^,]*)*$/)
      .optional(),
  ),
  OTEL_SERVICE_NAME: variable('The name of the service in traces.', 'a name', z.string().prefault('customerbackend')),
  OTEL_TRACES_SAMPLER: variable(
    'Which traces are sent. With parentbased_, a client or proxy that sends the header traceparent decides about its own.',
    'always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio',
    z
      .enum(['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'])
      .prefault('parentbased_always_on'),
  ),
  OTEL_TRACES_SAMPLER_ARG: variable(
    'The share of traces that traceidratio sends.',
    'a number, 0 to 1',
    z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/)
      .transform(Number)
      .prefault('1'),
  ),
}
