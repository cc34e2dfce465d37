/** Hours in the file: no two times of a day overlap. */
import { z } from 'zod'
import { hours, openingTimes } from '../../contract/index.ts'
import type { Fault, Path } from './faults.ts'
import { type Rule, ruleOf } from './rules.ts'

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** From when until when, in minutes since the beginning of the day. Past midnight is on the next day. */
const spanOf = (times: string): readonly [from: number, to: number] => {
  const [from = 0, to = 0] = times.split('-').map(minutesOf)
  return [from, to > from ? to : to + 24 * 60]
}

const faultsOfDay = (times: readonly string[], path: Path): Fault[] => {
  const spans = times.map((text) => ({ text, span: spanOf(text) }))
  return spans.flatMap(({ text, span: [from, to] }, n): Fault[] => {
    const other = spans.slice(0, n).find(({ span }) => from < span[1] && span[0] < to)
    return other ? [{ path: [...path, n], message: `${text} overlaps with ${other.text}`, rule: 'overlaps' }] : []
  })
}

const faultsOfDays = (days: Readonly<Record<string, readonly string[] | undefined>>, path: Path): Fault[] =>
  Object.entries(days).flatMap(([day, times = []]) => faultsOfDay(times, [...path, day]))

export const hoursRule: Rule = ruleOf(z.object({ hours }), (entry, path) => faultsOfDays(entry.hours, [...path, 'hours']))

export const specialDaysRule: Rule = ruleOf(z.object({ specialDays: z.record(z.string(), openingTimes) }), ({ specialDays }, path) =>
  faultsOfDays(specialDays, [...path, 'specialDays']),
)
