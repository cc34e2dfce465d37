/** Placing, reading and connecting with more and more orders in the database, and while it is pruned. */
import { type GrownDatabase, openGrown } from './growth/databases.ts'
import { type Contender, type Extent, openServer, reads, turnsOf } from './growth/measures.ts'
import { startStage } from './growth/stage.ts'
import { loadColumns } from './load-figures.ts'
import { cloneable } from './postgres.ts'
import type { Bench, Row, Scenario } from './scenario.ts'

const sizesOf = (quick: boolean) => (quick ? [10_000, 50_000] : [1_000_000, 10_000_000])

const extentOf = (quick: boolean): Extent =>
  quick
    ? { slices: 2, compiling: 2, warmUp: 0.5, placing: 1, handshakes: 100, requests: 60 }
    : { slices: 10, compiling: 6, warmUp: 1, placing: 3, handshakes: 400, requests: 200 }

const ordersLoad = (orders: number) => `${orders.toLocaleString('en')} orders`
const pruning = 'the most orders, pruning'

/** Makes the databases with no, many and very many orders. */
const prepare = async ({ quick, progress, own }: Bench) => {
  const { server, empty } = await openServer({ progress, own })
  const grown: { load: string; database: GrownDatabase }[] = []
  for (const size of sizesOf(quick)) grown.push({ load: ordersLoad(size), database: await openGrown(server, size, progress) })

  const round = async (bench: Bench): Promise<Row[]> => {
    const clone = await cloneable(server, empty.name)()
    const stages: Contender[] = []
    try {
      stages.push({ load: ordersLoad(0), stage: await startStage(server, { ...empty, url: clone.url }) })
      for (const { load, database } of grown) stages.push({ load, stage: await startStage(server, database) })
      const turns = turnsOf(bench, extentOf(quick))
      const rows = [...(await turns.connect(stages)), ...(await turns.read(stages.slice(1)))]
      const most = stages.slice(-1).map(({ stage }): Contender => ({ load: pruning, stage, isPruned: true }))
      return [...rows, ...(await turns.place([...stages, ...most]))]
    } finally {
      for (const [nth, { stage }] of stages.entries()) await stage.stop({ isKept: nth > 0 })
      await clone.drop()
    }
  }
  return { round, end: server.stop }
}

export const growth: Scenario = {
  name: 'growth',
  title: 'Placing, reading and connecting with a year of orders in the database',
  minutes: 8,
  onRequest: true,
  figures: loadColumns('per second'),
  charts: [{ figure: 'postgres', title: 'PostgreSQL CPU-µs' }],
  prepare,
  targets: (look) => {
    const [less = 0, most = 0] = sizesOf(Number.isNaN(look('order:place', ordersLoad(10_000_000), 'node')))
    const both = (who: string, load: string) => look(who, load, 'node') + look(who, load, 'postgres')
    const target = (what: string, who: string, load: string, than: string) => ({
      what: `${who} ${what}`,
      value: both(who, load) / both(who, than),
      wanted: { atMost: 1.1 },
      unit: '×',
      limit: '1',
    })
    const [none, many, all] = [ordersLoad(0), ordersLoad(less), ordersLoad(most)]
    return [
      target(`with ${all}, CPU times that with none`, 'order:place', all, none),
      target('while it is pruned, CPU times that with none', 'order:place', pruning, none),
      target(`with ${all}, CPU times that with none`, 'connect', all, none),
      ...reads.map(({ event }) => target(`with ${all}, CPU times that with ${many}`, event, all, many)),
    ]
  },
}
