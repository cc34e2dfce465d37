/** One run of one generator, from reading the menu to the last check. */
import { hostname } from 'node:os'
import { performance } from 'node:perf_hooks'
import { describePlatform } from '../machine.ts'
import { connectClient } from '../wire/client.ts'
import { requireOpenFiles } from './addresses.ts'
import { bringIn } from './arrive.ts'
import { CannotStart } from './cannot-start.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { createCrowd } from './crowd.ts'
import type { Customer } from './customer.ts'
import { createLoad, type Load, type Share } from './load.ts'
import { readDishes } from './menu.ts'
import { type Options, plannedSeconds } from './options.ts'
import type { GeneratorInfo, Outcome, Point } from './outcome.ts'
import { parametersOf } from './parameters.ts'
import { startStaff } from './staff.ts'
import { startTicking } from './ticks.ts'
import type { Person } from './tokens.ts'
import { verify } from './verify.ts'
import { testerVersion } from './version.ts'
import { ignoreRecorded } from './wire.ts'

const verifiedAtOnce = 64

export type Phase = 'connecting' | 'running' | 'checking'

export interface Watcher {
  /** Gets the load when it starts, to end it early. */
  onStart: (load: Load) => void
  onPoint: (phase: Phase, point: Point) => void
  /** Waits for the other generators. */
  meet: (where: 'at the start' | 'after the last action' | 'before the checks') => Promise<void>
}

const requireGateway = async ({ url, timeout }: Options) => {
  try {
    const guest = await connectClient({ url, namespace: '/guest', withinMs: timeout * 1000 })
    guest.close()
  } catch (error) {
    throw new CannotStart(`There is no gateway at ${url}: ${error instanceof Error ? error.message : error}`)
  }
}

const describeGenerator = (busy: number): GeneratorInfo => ({ host: hostname(), ...describePlatform(), version: testerVersion(), busy })

/** Without thresholds and shares, which apply to all generators together. */
export const run = async (
  options: Options,
  { share, people }: { share: Share; people: readonly Person[] | undefined },
  { onStart, onPoint, meet }: Watcher,
): Promise<Outcome> => {
  requireOpenFiles(options, share)
  await requireGateway(options)
  const load = createLoad(options, share)
  const { recorder, checks } = load
  load.dishes = await readDishes(load)
  const staff = await startStaff(load)
  await meet('at the start')

  const startedAt = new Date().toISOString()
  const started = performance.now()
  const utilization = performance.eventLoopUtilization()
  const now = () => (performance.now() - started) / 1000
  const crowd = createCrowd(load, people)
  recorder.open()
  onStart(load)
  const { marks, over } = bringIn(load, crowd)
  const isConnecting = () => options.stages === undefined && options.rate === undefined && marks.length === 0
  const ticks = startTicking(plannedSeconds(options), () => {
    onPoint(load.stopped() ? 'checking' : isConnecting() ? 'connecting' : 'running', recorder.tick(now(), load.connected()))
  })

  await over
  const stoppedAt = now()
  load.stop()
  await crowd.done()
  await meet('after the last action')
  await staff.finish()
  ticks.stop()
  recorder.close()
  const endedAt = now()
  const busy = performance.eventLoopUtilization(utilization).utilization
  await meet('before the checks')
  const verified = createConcurrencyLimit(verifiedAtOnce)
  const check = async (customer: Customer) => {
    await verify(load, customer).catch(ignoreRecorded)
    await customer.line.leave().catch(ignoreRecorded)
  }
  await Promise.all([...crowd.customers].map((customer) => verified(() => check(customer))))

  const results = checks.results()
  return {
    format: 1,
    url: options.url,
    startedAt,
    parameters: parametersOf(options),
    gateways: [...new Set(load.nodes.values())],
    nodes: [...load.nodes.keys()],
    generators: [describeGenerator(busy)],
    staff: [...staff.roles],
    clients: crowd.came(),
    stoppedAt,
    endedAt,
    marks: [...marks, { at: stoppedAt, label: 'no new actions' }],
    counts: { ...recorder.counts() },
    rows: recorder.rows(),
    refusals: recorder.refusals(),
    checks: results,
    points: [...recorder.points()],
    thresholds: [],
    passed: results.every(({ failed }) => failed === 0),
  }
}
