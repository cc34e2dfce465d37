/** Which traces are sent: the samplers that OpenTelemetry names for `OTEL_TRACES_SAMPLER`. */
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, type Sampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace'
import type { Config } from '../config.ts'

type Settings = Pick<Config, 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'>

export const samplerOf = ({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: Settings): Sampler => {
  const [, parent, own] = /^(parentbased_)?(\w+)$/.exec(name) ?? []
  const root =
    own === 'always_off' ? new AlwaysOffSampler() : own === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler()
  return parent ? new ParentBasedSampler({ root }) : root
}
