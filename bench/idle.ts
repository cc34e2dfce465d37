/** The memory of customers who are connected and do nothing. */
import { settledBytes } from './process.ts'
import type { Row, Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const idling = 'idle'

/** Memory per customer between half of the crowd and all of it, without what the server needs for itself. */
const measure = async ({ postgres, quick, progress, server, clients }: Stage, who: Who): Promise<Row[]> => {
  const half = quick ? 1000 : 5000
  const enter = async (from: number, to: number) => {
    progress(`${who}, ${to} customers`)
    await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(from, to) })
    return settledBytes(server.pid)
  }
  const first = await enter(0, half)
  const second = await enter(half, 2 * half)
  return [{ who, load: idling, figures: { sockets: 2 * half, each: (second - first) / half / 1024, all: second / 2 ** 20 } }]
}

export const idle: Scenario = {
  name: 'idle',
  title: 'Memory of idle authenticated customers',
  minutes: 2,
  figures: {
    sockets: { title: 'sockets', digits: 0 },
    each: { title: 'each, KiB', digits: 1 },
    all: { title: 'process, MiB', digits: 0 },
  },
  charts: [{ figure: 'each', title: 'KiB per customer' }],
  round: (bench) =>
    onEach(bench, ['gateway', 'stock', 'raw uWS'], measure, { flags: ['--expose-gc', '--import', './bench/collect-garbage.mjs'] }),
  targets: (look) => [
    { what: 'memory per customer', value: look('gateway', idling, 'each'), wanted: { atMost: 6 }, unit: 'KiB', limit: 'raw uWS: 1.4 KiB' },
    {
      what: "memory per customer, times stock's",
      value: look('gateway', idling, 'each') / look('stock', idling, 'each'),
      wanted: { atMost: 1 },
      unit: '×',
    },
  ],
}
