/** One event to every connected customer. */
import { cpuOf } from './process.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'
import type { Demand } from './sources/demand.ts'

const allSockets = 'all sockets'

const measure = async ({ postgres, quick, progress, server, clients }: Stage, who: Who): Promise<Row[]> => {
  const sockets = quick ? 1000 : 10_000
  const events = quick ? 5 : 10
  progress(`${who}, ${sockets} sockets`)
  await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, sockets), listen: true })
  const broadcast = async () => {
    const once: Demand = { way: 'broadcast', addresses: [''], rate: 1000, events: 1 }
    await server.request(once)
    return clients.run('collectLatencies', { pushes: sockets })
  }
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await broadcast()
  const before = cpuOf(server.pid)
  const latencies: Float64Array[] = []
  for (let event = 0; event < events; event += 1) latencies.push(await broadcast())
  const node = (cpuOf(server.pid) - before) / events / sockets
  const typical = (share: number) =>
    quantile(
      Float64Array.from(latencies, (each) => quantile(each, share)),
      0.5,
    )
  return [{ who, load: allSockets, figures: { sockets, node, p50: typical(0.5), last: typical(1) } }]
}

export const broadcast: Scenario = {
  name: 'broadcast',
  title: 'One event to every connected customer',
  minutes: 1,
  figures: {
    sockets: { title: 'sockets', digits: 0 },
    node: { title: 'Node CPU-µs per socket', digits: 1 },
    p50: { title: 'received by half, ms', digits: 0 },
    last: { title: 'received by all, ms', digits: 0 },
  },
  charts: [{ figure: 'node', title: 'Node CPU-µs per socket' }],
  round: (bench) => onEach(bench, ['gateway', 'stock', 'raw uWS'], measure, { onDemand: true }),
  targets: (look) => [
    {
      what: "CPU, times stock's",
      value: look('gateway', allSockets, 'node') / look('stock', allSockets, 'node'),
      wanted: { atMost: 1 },
      unit: '×',
    },
  ],
}
