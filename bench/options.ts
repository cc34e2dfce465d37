/** The arguments of `npm run bench`. */
import { parseArgs } from 'node:util'
import type { Limits } from './rounds.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'

const fullRounds: Limits = { least: 3, most: 9, minutes: 60 }
const quickRounds: Limits = { least: 1, most: 1, minutes: 60 }

const duration = ({ minutes, onRequest }: Scenario) => {
  if (minutes === undefined) return ''
  const all = Math.ceil(minutes * fullRounds.least)
  return `${all} min${onRequest ? ', only if named' : ''}`
}

export const help = `npm run bench [-- scenario …] [--quick | --anyway] [--json]

Measures the gateway on both engines, a stock server and the limit of the platform in turns. Without a scenario it runs all of them.
It runs ${fullRounds.least} rounds, and up to ${fullRounds.most} while the interval of a target includes its limit. The times below are those of ${fullRounds.least} rounds.

${scenarios.map((scenario) => `  ${scenario.name.padEnd(12)}${duration(scenario).padEnd(28)}${scenario.title}`).join('\n')}

  --quick         one short round, to check that the bench works; writes no results
  --rounds N      at most N rounds                                              ${fullRounds.most}
  --minutes N     no new round of a scenario after N minutes                    ${fullRounds.minutes}
  --clients N     number of customers of crowd                                  100000
  --anyway        measures on a busy machine too; prints the results, and writes none
  --json          prints the figures of every round as JSON instead of tables
  --help          prints this text

If other programs use more than a tenth of a processor, it does not start, and a round during which they do does not count.
Uses the database at BENCH_DATABASE_URL or TEST_DATABASE_URL, otherwise a temporary embedded PostgreSQL.`

/** A mistake in the arguments, or a machine that cannot measure: a message without a stack. */
export class CannotMeasure extends Error {}

const wholeNumber = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new CannotMeasure(`--${name} must be a whole number from 1 to 999999`)
  return Number(text)
}

const choose = (names: readonly string[]): Scenario[] => {
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name))
  if (unknown !== undefined)
    throw new CannotMeasure(`There is no scenario ${unknown}. The scenarios are ${scenarios.map(({ name }) => name).join(', ')}.`)
  return scenarios.filter(({ name, onRequest = false }) => (names.length === 0 ? !onRequest : names.includes(name)))
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { rounds: text, minutes: text, clients: text, quick: flag, anyway: flag, json: flag, help: flag },
    })
  } catch (error) {
    throw new CannotMeasure(`${error instanceof Error ? error.message : error}\nnpm run bench -- --help lists the options.`)
  }
}

export interface Options {
  chosen: readonly Scenario[]
  quick: boolean
  anyway: boolean
  json: boolean
  /** The number of customers of `crowd`, if it is given. */
  clients: number | undefined
  limits: Limits
}

/** Undefined if the help text was asked for. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values, positionals } = parse(args)
  if (values.help) return undefined
  const { quick, anyway, json } = values
  if (quick && anyway) throw new CannotMeasure('--quick writes nothing in any case: leave out --anyway')
  const usual = quick ? quickRounds : fullRounds
  const most = wholeNumber('rounds', values.rounds, usual.most)
  const limits = { least: Math.min(usual.least, most), most, minutes: wholeNumber('minutes', values.minutes, usual.minutes) }
  const clients = values.clients === undefined ? undefined : wholeNumber('clients', values.clients, 0)
  return { chosen: choose(positionals), quick, anyway, json, clients, limits }
}
