/** Several processes that share the customers of a run. They begin together, and their results are merged. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CannotStart } from './cannot-start.ts'
import { newRunId, type Share } from './load.ts'
import { merge, mergeLatest } from './merge.ts'
import type { Options } from './options.ts'
import type { Outcome, Point } from './outcome.ts'
import { parametersOf } from './parameters.ts'
import type { Phase, Watcher } from './run.ts'
import type { Person } from './tokens.ts'

const program = fileURLToPath(new URL('generator.ts', import.meta.url))

/** What a generator is told. */
export type Order =
  | { do: 'run'; args: readonly string[]; people: readonly Person[] | undefined; share: Share; plays: 'customers' | 'customers and staff' }
  | { do: 'pass' }
  | { do: 'stop' }

/** What a generator says. */
export type Report =
  | { is: 'waiting' }
  | { is: 'measured'; phase: Phase; point: Point }
  | { is: 'finished'; outcome: Outcome }
  | { is: 'unable'; reason: string }

const send = (child: ChildProcess, order: Order) => child.send(order)

interface Several {
  args: readonly string[]
  options: Options
  people: readonly Person[] | undefined
  /** Gets the function that ends the run early. */
  onStart: (stop: () => void) => void
  onPoint: Watcher['onPoint']
}

/** The first generator plays the staff for all, because an account may have five connections only. */
export const runSeveral = async ({ args, options, people, onStart, onPoint }: Several): Promise<Outcome> => {
  const count = options.generators
  const runId = newRunId()
  const children = Array.from({ length: count }, () => fork(program, { execArgv: ['--import', 'tsx'], serialization: 'advanced' }))
  const latest = new Map<ChildProcess, Point>()
  let waiting = 0
  let isFirstMeeting = true

  const tellAll = (order: Order) => {
    for (const child of children) send(child, order)
  }

  const meet = () => {
    waiting += 1
    if (waiting < count) return
    waiting = 0
    if (isFirstMeeting) onStart(() => tellAll({ do: 'stop' }))
    isFirstMeeting = false
    tellAll({ do: 'pass' })
  }

  const show = (child: ChildProcess, phase: Phase, point: Point) => {
    latest.set(child, point)
    if (latest.size < count) return
    onPoint(phase, mergeLatest([...latest.values()]))
    latest.clear()
  }

  const follow = (child: ChildProcess, index: number): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      child.on('message', (report: Report) => {
        if (report.is === 'waiting') meet()
        else if (report.is === 'measured') show(child, report.phase, report.point)
        else if (report.is === 'finished') resolve(report.outcome)
        else reject(new CannotStart(report.reason))
      })
      child.once('exit', (code) => reject(new Error(`generator ${index + 1} ended with ${code}`)))
      const mine = people?.filter((_, n) => n % count === index)
      const plays = index === 0 ? 'customers and staff' : 'customers'
      send(child, { do: 'run', args, people: mine, share: { index, of: count, runId }, plays })
    })

  try {
    const [first, ...others] = await Promise.all(children.map(follow))
    if (!first) throw new Error('no generator has run')
    return { ...merge([first, ...others]), parameters: parametersOf(options) }
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
}
