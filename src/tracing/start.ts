import type { Config } from '../config.ts'
import type { Tracing } from './tracing.ts'

interface Process {
  node: string
  version: string
  /** Called when traces could not be sent. */
  onError: (error: unknown) => void
}

/** Starts tracing if there is an endpoint for traces. Otherwise it resolves with `undefined`, and has imported nothing. */
export const startTracing = async (config: Config, process: Process): Promise<Tracing | undefined> => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config
  if (endpoint === undefined) return undefined
  const { createTracing } = await import('./otlp.ts')
  return createTracing({ ...config, endpoint }, process)
}
