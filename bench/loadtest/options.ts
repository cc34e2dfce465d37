import { z } from 'zod'
import { parse } from './arguments.ts'
import { CannotStart } from './cannot-start.ts'
import { actionNames, defaultMix, parseMix } from './mix.ts'
import { number, rate, readAs, stages, threshold, time, url, wholeNumber } from './option-values.ts'
import { durationOf } from './schedule.ts'

/** Where results go, and what they must meet: also for merged results. */
const resultOptions = {
  threshold: z.array(threshold).default([]),
  report: z.string().min(1).optional(),
  json: z.string().min(1).optional(),
  csv: z.string().min(1).optional(),
  junit: z.string().min(1).optional(),
}
const resultSchema = z.object(resultOptions)

const schema = z.object({
  url: url.prefault('http://localhost:3000'),
  clients: wholeNumber(1, 200_000).prefault('100'),
  ramp: time(0, 86_400).prefault('10'),
  duration: time(1, 604_800).prefault('60'),
  stages: stages.optional(),
  rate: rate.optional(),
  actions: wholeNumber(1, 10_000).prefault('5'),
  'max-clients': wholeNumber(1, 200_000).prefault('10000'),
  pace: time(0.01, 3600).prefault('5'),
  mix: readAs(parseMix, `must be NAME=SHARE,… where NAME is one of ${actionNames.join(', ')}`).default(defaultMix),
  tokens: z.string().min(1).optional(),
  staff: z.array(z.string().regex(/^[^:]+:.+$/, 'must be LOGIN:PASSWORD')).default([]),
  'staff-token': z.array(z.string().min(1)).default([]),
  timeout: time(1, 600).prefault('30'),
  'max-refused': number(0, 100).prefault('1'),
  'local-address': z.array(z.union([z.ipv4(), z.ipv6()], 'must be an IP address')).default([]),
  generators: wholeNumber(1, 64).prefault('1'),
  ...resultOptions,
})

export type Options = Readonly<z.output<typeof schema>>
export type ResultOptions = Readonly<z.output<typeof resultSchema>>

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const

const resultConfig = { threshold: texts, report: text, json: text, csv: text, junit: text, help: flag } as const
const config = {
  url: text,
  clients: text,
  ramp: text,
  duration: text,
  stages: text,
  rate: text,
  actions: text,
  'max-clients': text,
  pace: text,
  mix: text,
  tokens: text,
  staff: texts,
  'staff-token': texts,
  timeout: text,
  'max-refused': text,
  'local-address': texts,
  generators: text,
  ...resultConfig,
} as const

type Given = Readonly<Partial<Record<keyof typeof config, unknown>>>

/** The sentences about options that exclude each other. */
const conflicts = (given: Given): string[] => {
  const has = (name: keyof typeof config) => given[name] !== undefined
  const both = (names: readonly (keyof typeof config)[], why: string) => names.filter(has).map((name) => `--${name} ${why}`)
  if (has('stages') && has('rate')) return ['--stages and --rate exclude each other: the number of customers, or how many come']
  const forRate = has('rate') ? [] : both(['actions', 'max-clients'], 'is for --rate only')
  if (has('stages'))
    return [
      ...both(['clients', 'ramp', 'duration'], 'has no effect with --stages, which says how many customers and for how long'),
      ...forRate,
    ]
  if (!has('rate')) return forRate
  const isStaged = typeof given.rate === 'string' && given.rate.includes(':')
  return [
    ...both(['clients', 'ramp'], 'has no effect with --rate: as many customers come as it says'),
    ...(isStaged ? both(['duration'], 'has no effect with --rate in stages') : []),
  ]
}

const check = <Schema extends z.ZodType>(schema: Schema, given: object, more: readonly string[]): z.output<Schema> => {
  const parsed = schema.safeParse(given)
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `--${String(path[0])} ${message}`)
  if (parsed.success && more.length === 0) return parsed.data
  throw new CannotStart([...faults, ...more].join('\n'))
}

/** Throws `CannotStart` with every fault. Undefined if the help text was asked for. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { help, ...given } = parse(args, config).values
  return help ? undefined : check(schema, given, conflicts(given))
}

/** The same for `merge`. */
export const readMergeOptions = (args: readonly string[]): (ResultOptions & { files: readonly string[] }) | undefined => {
  const { values, positionals } = parse(args, resultConfig, true)
  const { help, ...given } = values
  if (help) return undefined
  const few = positionals.length < 2 ? ['merge needs two or more files that npm run load -- --json FILE has written'] : []
  return { ...check(resultSchema, given, few), files: positionals }
}

/** The same for `compare`. */
export const readCompareOptions = (args: readonly string[]) => {
  const { values, positionals } = parse(args, { tolerance: text, ignore: text, help: flag }, true)
  const { help, ...given } = values
  if (help) return undefined
  const schema = z.object({ tolerance: number(0, 1000).prefault('10'), ignore: number(0, 60_000).prefault('1') })
  const [before, after, ...more] = positionals
  const wrong = ['compare needs two files that npm run load -- --json FILE has written: BEFORE.json AFTER.json']
  const { tolerance, ignore } = check(schema, given, after === undefined || more.length > 0 ? wrong : [])
  return { before: before ?? '', after: after ?? '', tolerance: { percent: tolerance, ms: ignore } }
}

/** How long the run takes, in seconds, if customers connect in time. */
export const plannedSeconds = ({ stages, rate, ramp, duration }: Options): number => {
  if (stages) return durationOf(stages)
  return rate === undefined ? ramp + duration : typeof rate === 'number' ? duration : durationOf(rate)
}
