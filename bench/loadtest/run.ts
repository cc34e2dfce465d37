/** One run from the first look at the menu to the last check. */
import { performance } from 'node:perf_hooks'
import { connectClient } from '../wire/client.ts'
import { requireOpenFiles } from './addresses.ts'
import { letIn } from './arrive.ts'
import type { CheckResult } from './checks.ts'
import { createGate } from './gate.ts'
import { createLoad, type Load } from './load.ts'
import { readDishes } from './menu.ts'
import { CannotBegin, type Options } from './options.ts'
import type { Counts, Point, Row } from './recorder.ts'
import { hireStaff } from './staff.ts'
import { readTokens } from './tokens.ts'
import { verify } from './verify.ts'
import { ignoreRecorded } from './wire.ts'

const verifiedAtOnce = 64
const mostPoints = 600

export type Phase = 'arriving' | 'all are in' | 'checking'

export interface Outcome {
  url: string
  clients: number
  /** When it began, in RFC 3339. */
  startedAt: string
  /** Seconds since then: when everybody was in, when nobody began anything new, and when all was answered. */
  allInAt: number
  stoppedAt: number
  endedAt: number
  nodes: number
  staff: readonly string[]
  /** How much of the time this process was busy itself, 0 to 1. */
  busy: number
  counts: Readonly<Counts>
  rows: readonly Row[]
  /** Why something was declined or refused, and how often. */
  refusals: readonly (readonly [why: string, times: number])[]
  checks: readonly CheckResult[]
  points: readonly Point[]
  passed: boolean
}

interface Watcher {
  /** Hears of the load as soon as there is one, to end it early. */
  onBegin: (load: Load) => void
  onPoint: (phase: Phase, point: Point) => void
}

const requireGateway = async ({ url, timeout }: Options) => {
  try {
    const guest = await connectClient({ url, namespace: '/guest', withinMs: timeout * 1000 })
    guest.close()
  } catch (error) {
    throw new CannotBegin(`there is no gateway at ${url}: ${error instanceof Error ? error.message : error}`)
  }
}

/** What can only be said at the end. */
const checkShares = ({ recorder, checks, options }: Load) => {
  const all = recorder.rows().find(({ kind }) => kind === 'any request')
  if (all) {
    checks.look('refused')
    const percent = (100 * all.refused) / (all.ok + all.declined + all.refused + all.failed)
    if (percent > options['max-refused']) checks.fail('refused', `${percent.toFixed(1)} % of the requests were refused`)
  }
  const tried = checks.results().find(({ name }) => name === 'placed')?.looked ?? 0
  if (tried > 0 && recorder.counts().orders === 0) checks.fail('placed', `of ${tried} orders none was taken`)
}

export const run = async (options: Options, { onBegin, onPoint }: Watcher): Promise<Outcome> => {
  requireOpenFiles(options)
  const people = options.tokens === undefined ? undefined : await readTokens(options.tokens, options.clients)
  await requireGateway(options)
  const load = createLoad(options)
  const { recorder, checks } = load
  load.dishes = await readDishes(load)
  const staff = await hireStaff(load)

  const startedAt = new Date().toISOString()
  const started = performance.now()
  const utilization = performance.eventLoopUtilization()
  const now = () => (performance.now() - started) / 1000
  let phase: Phase = 'arriving'
  const tick = () => onPoint(phase, recorder.tick(now(), load.connected()))
  const everySeconds = Math.min(10, Math.max(1, Math.ceil((options.ramp + options.duration) / mostPoints)))
  const ticking = setInterval(tick, everySeconds * 1000)
  onBegin(load)

  const crowd = letIn(load, people)
  await crowd.arrived
  const allInAt = now()
  phase = 'all are in'
  await load.think(options.duration)
  const stoppedAt = now()
  load.stop()
  phase = 'checking'
  await crowd.done
  await staff.finish()
  clearInterval(ticking)
  tick()
  recorder.close()
  const endedAt = now()
  const verified = createGate(verifiedAtOnce)
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
