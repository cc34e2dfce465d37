/** When customers come and leave: levels that change over time, in stages. */

/** The level moves in a straight line to `to`, within `seconds`. It begins at 0. */
export interface Stage {
  seconds: number
  to: number
}

export type Stages = readonly Stage[]

const unitSeconds = { s: 1, m: 60, h: 3600 }

/** Parses `90`, `90s`, `1.5m` or `1h`. Undefined if the text is not a duration. */
export const parseDuration = (text: string): number | undefined => {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text.trim()) ?? []
  if (number === undefined || !(unit === 's' || unit === 'm' || unit === 'h')) return undefined
  return Number(number) * unitSeconds[unit]
}

/** Parses `30s:100,2m:500,30s:0`: 100 after 30 seconds, 500 two minutes later, and so on. Undefined if the text has no stages. */
export const parseStages = (text: string): Stages | undefined => {
  const stages: Stage[] = []
  for (const part of text.split(',')) {
    const [duration = '', level = '', ...more] = part.split(':')
    const seconds = parseDuration(duration)
    if (seconds === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(level) || more.length > 0) return undefined
    stages.push({ seconds, to: Number(level) })
  }
  return durationOf(stages) > 0 && stages.some(({ to }) => to > 0) ? stages : undefined
}

export const durationOf = (stages: Stages): number => stages.reduce((sum, { seconds }) => sum + seconds, 0)

export const highestOf = (stages: Stages): number => Math.max(0, ...stages.map(({ to }) => to))

interface Leg {
  begin: number
  seconds: number
  from: number
  to: number
}

const legsOf = (stages: Stages): Leg[] => {
  let begin = 0
  let from = 0
  return stages.map(({ seconds, to }) => {
    const leg = { begin, seconds, from, to }
    begin += seconds
    from = to
    return leg
  })
}

/** A customer comes (1) or leaves (-1). */
export interface Change {
  at: number
  by: 1 | -1
}

/** The moments at which the number of customers changes, so that it always is the level, rounded. */
export function* changesOf(stages: Stages): Generator<Change> {
  for (const { begin, seconds, from, to } of legsOf(stages)) {
    const moment = (level: number) => begin + (seconds * (level - from)) / (to - from)
    for (let customer = Math.round(from); customer < Math.round(to); customer += 1) yield { at: moment(customer + 0.5), by: 1 }
    for (let customer = Math.round(from); customer > Math.round(to); customer -= 1) yield { at: moment(customer - 0.5), by: -1 }
  }
}

/** Within a leg, how long it takes until `count` customers have come. */
const timeUntil = ({ seconds, from, to }: Leg, count: number): number => {
  const slope = (to - from) / seconds
  if (slope === 0) return count / from
  return (Math.sqrt(Math.max(0, from * from + 2 * slope * count)) - from) / slope
}

/** The moments at which customers come, if the level is the number that comes in each second. */
export function* arrivalsOf(stages: Stages): Generator<number> {
  /** Of the next customer: the part that was due in earlier legs. */
  let part = 0
  for (const leg of legsOf(stages)) {
    const all = part + (leg.seconds * (leg.from + leg.to)) / 2
    for (let customer = 1; customer <= all + 1e-9; customer += 1) yield leg.begin + timeUntil(leg, customer - part)
    part = all - Math.floor(all + 1e-9)
  }
}
