/** The memory and the CPU of customers who are connected and do nothing, and of a server without customers. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuOf, settledBytes } from './process.ts'
import type { Bench, Row, Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const idling = 'idle'

/** Several rounds of pings (every 25 s). */
const secondsOf = ({ quick }: Pick<Bench, 'quick'>) => (quick ? 25 : 50)

/** Until V8 has collected, once and for all, what the start has left. It does so 45 to 60 s after the start. */
const startsFor = ({ quick }: Pick<Bench, 'quick'>) => (quick ? 5 : 65)

/** CPU time per second, in µs. */
interface Cpu {
  node: number
  postgres: number
}

const cpuPerSecond = async ({ postgres, ...bench }: Pick<Bench, 'postgres' | 'quick'>, pid?: number): Promise<Cpu> => {
  const now = () => ({ node: pid === undefined ? 0 : cpuOf(pid), postgres: postgres.cpu(), at: performance.now() })
  const before = now()
  await sleep(secondsOf(bench) * 1000)
  const after = now()
  const seconds = (after.at - before.at) / 1000
  return { node: (after.node - before.node) / seconds, postgres: (after.postgres - before.postgres) / seconds }
}

/** Memory per customer between half of the crowd and all of it, without what the server needs for itself. */
const measure =
  (alone: Cpu) =>
  async (stage: Stage, who: Who): Promise<Row[]> => {
    const { postgres, quick, progress, server, clients } = stage
    const half = quick ? 1500 : 5000
    const hasDatabase = who !== 'raw uWS'
    const enter = async (from: number, to: number) => {
      progress(`${who}, ${to} customers`)
      await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(from, to) })
      return settledBytes(server.pid)
    }
    progress(`${who}, empty`)
    await sleep(startsFor({ quick }) * 1000)
    const empty = await cpuPerSecond(stage, server.pid)
    const first = await enter(0, half)
    const second = await enter(half, 2 * half)
    const full = await cpuPerSecond(stage, server.pid)
    const figures = {
      sockets: 2 * half,
      each: (second - first) / half / 1024,
      all: second / 2 ** 20,
      emptyNode: empty.node / 1000,
      emptyPostgres: hasDatabase ? (empty.postgres - alone.postgres) / 1000 : Number.NaN,
      eachNode: (full.node - empty.node) / (2 * half),
      eachPostgres: hasDatabase ? (full.postgres - empty.postgres) / (2 * half) : Number.NaN,
    }
    return [{ who, load: idling, figures }]
  }

export const idle: Scenario = {
  name: 'idle',
  title: 'Memory and CPU of idle authenticated customers',
  minutes: 12,
  figures: {
    sockets: { title: 'sockets', digits: 0 },
    each: { title: 'each, KiB', digits: 1 },
    all: { title: 'process, MiB', digits: 0 },
    emptyNode: { title: 'empty: Node, ms/s', digits: 2 },
    emptyPostgres: { title: 'empty: PostgreSQL, ms/s', digits: 2 },
    eachNode: { title: 'each: Node, µs/s', digits: 2 },
    eachPostgres: { title: 'each: PostgreSQL, µs/s', digits: 2 },
  },
  charts: [{ figure: 'each', title: 'KiB per customer' }],
  async round(bench) {
    bench.progress('PostgreSQL alone')
    const alone = await cpuPerSecond(bench)
    return onEach(bench, ['gateway', 'stock', 'raw uWS'], measure(alone), {
      flags: ['--expose-gc', '--import', './bench/collect-garbage.mjs'],
    })
  },
  targets: (look) => {
    const gateway = (figure: string) => look('gateway', idling, figure)
    return [
      { what: 'memory per customer', value: gateway('each'), wanted: { atMost: 6 }, unit: 'KiB', limit: 'raw uWS' },
      {
        what: "memory per customer, times stock's",
        value: gateway('each') / look('stock', idling, 'each'),
        wanted: { atMost: 1 },
        unit: '×',
      },
      {
        what: 'CPU of Node and PostgreSQL without customers',
        value: gateway('emptyNode') + gateway('emptyPostgres'),
        wanted: { atMost: 5 },
        unit: 'ms/s',
      },
      {
        what: 'CPU of Node and PostgreSQL for each customer',
        value: gateway('eachNode') + gateway('eachPostgres'),
        wanted: { atMost: 1.5 },
        unit: 'µs/s',
      },
    ]
  },
}
