/** The parameters of a run, for its report: without passwords and tokens. */
import type { Options } from './options.ts'
import type { Stages } from './schedule.ts'

const stagesText = (stages: Stages) => stages.map(({ seconds, to }) => `${seconds}s:${to}`).join(',')

const crowd = ({ clients, ramp, duration, stages, rate, actions, 'max-clients': most }: Options): Record<string, string> => {
  if (stages) return { stages: stagesText(stages) }
  if (rate === undefined) return { clients: String(clients), ramp: `${ramp} s`, duration: `${duration} s` }
  const each = { actions: String(actions), 'max-clients': String(most) }
  return typeof rate === 'number' ? { rate: `${rate} a second`, duration: `${duration} s`, ...each } : { rate: stagesText(rate), ...each }
}

export const parametersOf = (options: Options): Record<string, string> => {
  const { pace, mix, tokens, timeout, generators, threshold, staff } = options
  return {
    ...crowd(options),
    pace: `${pace} s`,
    mix: Object.entries(mix)
      .map((share) => share.join('='))
      .join(','),
    customers: tokens === undefined ? 'sign up' : 'from --tokens',
    staff: String(staff.length + options['staff-token'].length),
    timeout: `${timeout} s`,
    'max-refused': `${options['max-refused']} %`,
    generators: String(generators),
    ...(threshold.length > 0 && { threshold: threshold.map(({ text }) => text).join(', ') }),
  }
}
