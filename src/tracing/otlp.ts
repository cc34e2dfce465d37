/** Traces with OpenTelemetry, sent as JSON over HTTP. Imported only where there is an endpoint: see start.ts. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { parseKeyPairsIntoRecord, parseTraceParent, setGlobalErrorHandler } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { samplerOf } from './samplers.ts'
import type { Doing, Outcome, Place, Tracing } from './tracing.ts'

/** Spans that wait to be sent. Further ones are dropped, so a collector that is away costs this memory and no time. */
const queue = { maxQueueSize: 4096, maxExportBatchSize: 512, scheduledDelayMillis: 1000, exportTimeoutMillis: 10_000 }
const sendingMayTakeMs = 5000
const stoppingMayTakeMs = 2000

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, internal: SpanKind.INTERNAL }

const settled = <Result>(work: Promise<Result>, ms: number) =>
  Promise.race([work.catch(() => undefined), new Promise<void>((resolve) => void setTimeout(resolve, ms).unref())])

/** An error as spans show it: a message may quote what a person has typed. */
const nameOf = (error: unknown): string => (error instanceof AppError ? error.reason : error instanceof Error ? error.name : 'unknown')

const end = (span: Span, { attributes = {}, failed = false }: Outcome = {}) => {
  span.setAttributes(attributes)
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

const fail = (span: Span, error: unknown) => end(span, { attributes: { 'error.type': nameOf(error) }, failed: true })

const onlyOne = ([first, ...more]: readonly (Place | undefined)[]): Place | undefined => (more.length === 0 ? first : undefined)

type Settings = Pick<Config, 'OTEL_SERVICE_NAME' | 'OTEL_EXPORTER_OTLP_HEADERS' | 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'>

interface Process {
  node: string
  version: string
  onError: (error: unknown) => void
}

const createProvider = (settings: Settings & { endpoint: string }, { node, version }: Process) => {
  const exporter = new OTLPTraceExporter({
    url: `${settings.endpoint}/v1/traces`,
    headers: parseKeyPairsIntoRecord(settings.OTEL_EXPORTER_OTLP_HEADERS),
    timeoutMillis: sendingMayTakeMs,
  })
  return new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': settings.OTEL_SERVICE_NAME,
      'service.version': version,
      'service.instance.id': node,
    }),
    sampler: samplerOf(settings),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...queue })],
  })
}

export const createTracing = (settings: Settings & { endpoint: string }, process: Process): Tracing => {
  setGlobalErrorHandler(process.onError)
  const provider = createProvider(settings, process)
  const tracer = provider.getTracer('customerbackend', process.version)
  const around = new AsyncLocalStorage<Span>()
  /** Timers keep the span in which they were set, long after its end. */
  const ended = new WeakSet<Span>()

  const current = (): Span | undefined => {
    const span = around.getStore()
    return span && !ended.has(span) ? span : undefined
  }
  const parentOf = ({ traceparent, requesters }: Doing): Context => {
    const remote = traceparent === undefined ? null : parseTraceParent(traceparent)
    if (remote) return trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true })
    const parent = requesters ? onlyOne(requesters) : current()?.spanContext()
    return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
  }
  const begin = (doing: Doing): Span => {
    const { name, kind, attributes = {}, requesters = [] } = doing
    const links = onlyOne(requesters) ? [] : requesters.flatMap((context) => (context ? [{ context }] : []))
    return tracer.startSpan(name, { kind: kinds[kind], attributes, links }, parentOf(doing))
  }

  return {
    trace: async (doing, work, outcomeOf) => {
      const span = begin(doing)
      try {
        const result = await around.run(span, work)
        end(span, outcomeOf?.(result))
        return result
      } catch (error) {
        fail(span, error)
        throw error
      } finally {
        ended.add(span)
      }
    },
    traceNow: (doing, work) => {
      const span = begin(doing)
      try {
        around.run(span, work)
        end(span)
      } catch (error) {
        fail(span, error)
        throw error
      } finally {
        ended.add(span)
      }
    },
    here: (): Place | undefined => current()?.spanContext(),
    logFields: () => {
      const span = current()
      return span ? { traceId: span.spanContext().traceId } : {}
    },
    stop: async () => void (await settled(provider.shutdown(), stoppingMayTakeMs)),
  }
}
