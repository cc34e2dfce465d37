/** One run, from reading the menu to the last check. */
import { performance } from 'node:perf_hooks'
import { connectClient } from '../wire/client.ts'
import { requireOpenFiles } from './addresses.ts'
import { bringIn } from './arrive.ts'
import type { CheckResult } from './checks.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { createLoad, type Load } from './load.ts'
import { readDishes } from './menu.ts'
import { CannotStart, type Options } from './options.ts'
import type { Counts, Point, Row } from './recorder.ts'
import { startStaff } from './staff.ts'
import { readTokens } from './tokens.ts'
import { verify } from './verify.ts'
import { ignoreRecorded } from './wire.ts'

const verifiedAtOnce = 64
const mostPoints = 600

export type Phase = 'connecting' | 'running' | 'checking'

export interface Outcome {
  url: string
  clients: number
  /** Start of the run, RFC 3339. */
  startedAt: string
  /** Seconds since the start: when all customers were connected, when new actions stopped, and when the last request was answered. */
  allInAt: number
  stoppedAt: number
  endedAt: number
  nodes: number
  staff: readonly string[]
  /** Share of the time that the event loop of this process was busy, 0 to 1. */
  busy: number
  counts: Readonly<Counts>
  rows: readonly Row[]
  /** Why requests were declined or refused, and how often. */
  refusals: readonly (readonly [why: string, times: number])[]
  checks: readonly CheckResult[]
  points: readonly Point[]
  passed: boolean
}

interface Watcher {
  /** Gets the load when it starts, to end it early. */
  onStart: (load: Load) => void
  onPoint: (phase: Phase, point: Point) => void
}

const requireGateway = async ({ url, timeout }: Options) => {
  try {
    const guest = await connectClient({ url, namespace: '/guest', withinMs: timeout * 1000 })
    guest.close()
  } catch (error) {
    throw new CannotStart(`There is no gateway at ${url}: ${error instanceof Error ? error.message : error}`)
  }
}

/** The checks that need the totals of the run. */
const checkShares = ({ recorder, checks, options }: Load) => {
  const all = recorder.rows().find(({ kind }) => kind === 'any request')
  if (all) {
    checks.count('refused')
    const percent = (100 * all.refused) / (all.ok + all.declined + all.refused + all.failed)
    if (percent > options['max-refused']) checks.fail('refused', `${percent.toFixed(1)} % of the requests were refused`)
  }
  const tried = checks.results().find(({ name }) => name === 'placed')?.checked ?? 0
  if (tried > 0 && recorder.counts().orders === 0) checks.fail('placed', `none of ${tried} orders was placed`)
}

export const run = async (options: Options, { onStart, onPoint }: Watcher): Promise<Outcome> => {
  requireOpenFiles(options)
  const people = options.tokens === undefined ? undefined : await readTokens(options.tokens, options.clients)
  await requireGateway(options)
  const load = createLoad(options)
  const { recorder, checks } = load
  load.dishes = await readDishes(load)
  const staff = await startStaff(load)

  const startedAt = new Date().toISOString()
  const started = performance.now()
  const utilization = performance.eventLoopUtilization()
  const now = () => (performance.now() - started) / 1000
  let phase: Phase = 'connecting'
  const tick = () => onPoint(phase, recorder.tick(now(), load.connected()))
  const everySeconds = Math.min(10, Math.max(1, Math.ceil((options.ramp + options.duration) / mostPoints)))
  const ticking = setInterval(tick, everySeconds * 1000)
  onStart(load)

  const crowd = bringIn(load, people)
  await crowd.arrived
  const allInAt = now()
  phase = 'running'
  await load.pause(options.duration)
  const stoppedAt = now()
  load.stop()
  phase = 'checking'
  await crowd.done
  await staff.finish()
  clearInterval(ticking)
  tick()
  recorder.close()
  const endedAt = now()
  const verified = createConcurrencyLimit(verifiedAtOnce)
  await Promise.all(crowd.customers.map((customer) => verified(() => verify(load, customer).catch(ignoreRecorded))))
  checkShares(load)
  await Promise.all(crowd.customers.map(({ line }) => line.leave().catch(ignoreRecorded)))

  const results = checks.results()
  return {
    url: options.url,
    clients: options.clients,
    startedAt,
    allInAt,
    stoppedAt,
    endedAt,
    nodes: load.nodes.size,
    staff: staff.roles,
    busy: performance.eventLoopUtilization(utilization).utilization,
    counts: recorder.counts(),
    rows: recorder.rows(),
    refusals: recorder.refusals(),
    checks: results,
    points: recorder.points(),
    passed: results.every(({ failed }) => failed === 0),
  }
}
