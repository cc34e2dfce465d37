/** Brings the customers in, and lets some leave, as the options say. */
import type { Crowd } from './crowd.ts'
import type { Load } from './load.ts'
import { arrivalsOf, changesOf, durationOf, type Stages } from './schedule.ts'
import { ignoreRecorded } from './wire.ts'

/** A moment at which a phase of the run begins, in seconds since the start. */
export interface Mark {
  at: number
  label: string
}

/** Waits until a moment of the run, at most until it stops. */
type Until = (seconds: number) => Promise<void>

const marksOf = (stages: Stages, unit: string): Mark[] => {
  let at = 0
  return stages.slice(0, -1).map(({ seconds, to }) => {
    at += seconds
    return { at, label: `${to} ${unit}` }
  })
}

/** A number of customers, evenly over the ramp, who stay. */
const bringInAll = async (load: Load, crowd: Crowd, until: Until, addMark: (label: string) => void): Promise<void> => {
  const { clients, ramp, duration } = load.options
  const add = async (n: number) => {
    await until((ramp * n) / clients)
    if (!load.stopped()) await crowd.add()
  }
  const mine = Array.from({ length: clients }, (_, n) => n).filter(load.isMine)
  await Promise.all(mine.map((n) => add(n).catch(ignoreRecorded)))
  addMark('all customers are connected')
  await load.pause(duration)
}

/** A number of customers that changes. */
const followStages = async (load: Load, crowd: Crowd, until: Until, stages: Stages): Promise<void> => {
  let [coming, leaving] = [0, 0]
  for (const { at, by } of changesOf(stages)) {
    const n = by === 1 ? coming++ : leaving++
    if (!load.isMine(n)) continue
    await until(at)
    if (load.stopped()) return
    if (by === 1) crowd.add().catch(ignoreRecorded)
    else crowd.removeFirst()
  }
  await until(durationOf(stages))
}

/** New customers all the time, however long the others take. */
const followRate = async (load: Load, crowd: Crowd, until: Until, begun: number, stages: Stages): Promise<void> => {
  let n = 0
  for (const at of arrivalsOf(stages)) {
    if (!load.isMine(n++)) continue
    await until(at)
    if (load.stopped()) return
    crowd.admit(begun + at * 1000)
  }
  await until(durationOf(stages))
}

export interface Arrival {
  marks: readonly Mark[]
  /** Resolves when the plan of the run is over, or when the run was stopped. */
  over: Promise<void>
}

export const bringIn = (load: Load, crowd: Crowd): Arrival => {
  const { stages, rate, duration } = load.options
  const begun = performance.now()
  const until: Until = async (moment) => {
    const seconds = moment - (performance.now() - begun) / 1000
    if (seconds > 0) await load.pause(seconds)
  }
  if (stages) return { marks: marksOf(stages, 'customers'), over: followStages(load, crowd, until, stages) }
  if (rate !== undefined) {
    const inStages =
      typeof rate === 'number'
        ? [
            { seconds: 0, to: rate },
            { seconds: duration, to: rate },
          ]
        : rate
    const marks = typeof rate === 'number' ? [] : marksOf(rate, 'new customers a second')
    return { marks, over: followRate(load, crowd, until, begun, inStages) }
  }
  const marks: Mark[] = []
  const addMark = (label: string) => marks.push({ at: (performance.now() - begun) / 1000, label })
  return { marks, over: bringInAll(load, crowd, until, addMark) }
}
