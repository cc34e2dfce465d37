/** What a customer costs who only waits. */
import { settledBytes } from './process.ts'
import type { Row, Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const waiting = 'waiting'

/** The slope between half of the crowd and all of it: what the server needs for itself, and for the first, does not count. */
const crowd = async ({ postgres, quick, progress, server, load }: Stage, who: Who): Promise<Row[]> => {
  const half = quick ? 1000 : 5000
  const enter = async (from: number, to: number) => {
    progress(`${who}, ${to} customers`)
    await load.tell('connect', { url: server.url, tokens: postgres.tokens.slice(from, to) })
    return settledBytes(server.pid)
  }
  const first = await enter(0, half)
  const second = await enter(half, 2 * half)
  return [{ who, load: waiting, figures: { sockets: 2 * half, each: (second - first) / half / 1024, all: second / 2 ** 20 } }]
}

export const idle: Scenario = {
  name: 'idle',
  title: 'Memory of authenticated customers who wait',
  figures: {
    sockets: { title: 'sockets', digits: 0 },
    each: { title: 'KiB each', digits: 1 },
    all: { title: 'MiB of the process', digits: 0 },
  },
  charts: [{ figure: 'each', title: 'KiB a customer' }],
  round: (bench) =>
    onEach(bench, ['gateway', 'stock', 'raw uWS'], crowd, { flags: ['--expose-gc', '--import', './bench/collect-garbage.mjs'] }),
  targets: (look) => [
    { what: 'memory of a customer', value: look('gateway', waiting, 'each'), wanted: { atMost: 11 }, unit: 'KiB' },
    {
      what: "stock's memory of a customer",
      value: look('gateway', waiting, 'each') / look('stock', waiting, 'each'),
      wanted: { atMost: 1 },
      unit: '×',
    },
  ],
}
