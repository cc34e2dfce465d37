/** Placing, reading and connecting with more and more orders in the database, while it is pruned, and while a snapshot is held open. */
import { addOldRows, holdSnapshot, nothingBeside, startPruning } from './growth/beside.ts'
import { openGrown } from './growth/databases.ts'
import { type Reader, type Stage, startStage } from './growth/stage.ts'
import { takeTurns } from './growth/turns.ts'
import { loadColumns } from './load-figures.ts'
import { type BenchServer, cloneable, connectServer } from './postgres.ts'
import type { Bench, Row, Scenario } from './scenario.ts'

const sizesOf = (quick: boolean) => (quick ? [10_000, 50_000] : [1_000_000, 10_000_000])

/** Seconds, and how many handshakes and requests are in a slice. */
const extentOf = (quick: boolean) =>
  quick
    ? { slices: 2, compiling: 2, warmUp: 0.5, placing: 1, handshakes: 100, requests: 60, holding: 15 }
    : { slices: 10, compiling: 6, warmUp: 1, placing: 3, handshakes: 400, requests: 200, holding: 1200 }

const ordersLoad = (orders: number) => `${orders.toLocaleString('en')} orders`
const pruning = 'the most orders, pruning'
const lively = '0 orders, after 20 minutes'
const snapshot = '0 orders, after 20 minutes of a snapshot'

/** While the snapshot is held: orders of all customers in turn. */
const calm = { perSecond: 100, inFlight: 4 }

const reads = [
  { event: 'order:list', payload: () => ({ limit: 20 }) },
  { event: 'order:pending', payload: () => ({}) },
  { event: 'order:get', payload: ({ orderId }: Reader) => ({ orderId }) },
  { event: 'order:statistics', payload: () => ({ bucket: 'month' }) },
] as const

interface Contender {
  load: string
  stage: Stage
  isPruned?: boolean
}

const turnsOf = ({ quick, progress }: Bench) => {
  const { slices, compiling, warmUp, placing, handshakes, requests } = extentOf(quick)
  const turns: typeof takeTurns<Contender> = (who, contenders, count, measure) =>
    takeTurns(who, contenders, count, (contender, slice) => {
      progress(`${who}, slice ${slice + 1} of ${count}: ${contender.load}`)
      return measure(contender, slice)
    })
  const share = <Item>(all: readonly Item[], nth: number, size: number) => all.slice(nth * size, (nth + 1) * size)

  return {
    /** Each slice is customers who have not connected before. */
    connect: async (contenders: readonly Contender[]): Promise<Row[]> => {
      // first those whose handshakes compile the code
      const compiled = 5 * handshakes
      for (const { stage } of contenders) await stage.connect(stage.tokens.slice(0, compiled))
      return turns('connect', contenders, slices, async ({ stage }, slice) => {
        await stage.connect([])
        return stage.measure(() => stage.connect(share(stage.tokens.slice(compiled), slice, handshakes)))
      })
    },
    /** Each slice has other readers. */
    read: async (contenders: readonly Contender[]): Promise<Row[]> => {
      const readersOf = new Map<Stage, Reader[]>()
      for (const { stage } of contenders) readersOf.set(stage, await stage.findReaders())
      const rows: Row[] = []
      for (const { event, payload } of reads) {
        const ask = async ({ stage }: Contender, slice: number) => {
          const readers = share(readersOf.get(stage) ?? [], slice, requests)
          await stage.connect(readers.map(({ token }) => token))
          return stage.measure(() => stage.ask({ event, payloads: readers.map(payload) }, requests))
        }
        // readers of no slice, whose requests compile the code
        for (const contender of contenders) await ask(contender, slices)
        rows.push(...(await turns(event, contenders, slices, ask)))
      }
      return rows
    },
    place: async (contenders: readonly Contender[]): Promise<Row[]> => {
      for (const { stage } of contenders) {
        await stage.connect(stage.tokens)
        await stage.place(compiling)
      }
      return turns('order:place', contenders, slices, async ({ stage, isPruned }) => {
        if (isPruned) await addOldRows(stage.url)
        const beside = isPruned ? await startPruning(stage.url) : nothingBeside
        try {
          await stage.place(warmUp)
          return await stage.measure(() => stage.place(placing), beside)
        } finally {
          await beside.stop()
        }
      })
    },
  }
}

/** With no, many and very many orders. */
const measureSizes = async (bench: Bench, server: BenchServer): Promise<Row[]> => {
  const empty = await openGrown(server, 0, bench.progress)
  const grown = []
  for (const size of sizesOf(bench.quick)) grown.push({ load: ordersLoad(size), database: await openGrown(server, size, bench.progress) })
  const clone = await cloneable(server, empty.name)()
  const stages: Contender[] = []
  try {
    stages.push({ load: ordersLoad(0), stage: await startStage(server, { ...empty, url: clone.url }) })
    for (const { load, database } of grown) stages.push({ load, stage: await startStage(server, database) })
    const turns = turnsOf(bench)
    const rows = [...(await turns.connect(stages)), ...(await turns.read(stages.slice(1)))]
    const most = stages.slice(-1).map(({ stage }): Contender => ({ load: pruning, stage, isPruned: true }))
    return [...rows, ...(await turns.place([...stages, ...most]))]
  } finally {
    for (const [nth, { stage }] of stages.entries()) await stage.stop({ isKept: nth > 0 })
    await clone.drop()
  }
}

/** After the same calm load, with a snapshot that was held during it, and without. */
const measureSnapshot = async (bench: Bench, server: BenchServer): Promise<Row[]> => {
  const { holding } = extentOf(bench.quick)
  const empty = await openGrown(server, 0, bench.progress)
  const clone = cloneable(server, empty.name)
  const [without, withSnapshot] = [await clone(), await clone()]
  const release = await holdSnapshot(withSnapshot.url)
  const contenders: Contender[] = []
  try {
    for (const [load, { url }] of [
      [lively, without],
      [snapshot, withSnapshot],
    ] as const)
      contenders.push({ load, stage: await startStage(server, { ...empty, url }) })
    bench.progress(`a snapshot is held for ${holding} s`)
    const hold = async ({ stage }: Contender) => {
      await stage.connect(stage.tokens)
      const { length } = await stage.place(holding, calm)
      if (length < 0.95 * holding * calm.perSecond) throw new Error(`${length} orders were placed in ${holding} s, fewer than planned`)
    }
    await Promise.all(contenders.map(hold))
    return await turnsOf(bench).place(contenders)
  } finally {
    for (const { stage } of contenders) await stage.stop({ isKept: false })
    await release()
    for (const database of [without, withSnapshot]) await database.drop()
  }
}

export const growth: Scenario = {
  name: 'growth',
  title: 'Placing, reading and connecting with a year of orders in the database',
  minutes: 28,
  onRequest: true,
  figures: loadColumns('per second'),
  charts: [{ figure: 'postgres', title: 'PostgreSQL CPU-µs' }],
  async round(bench) {
    const server = await connectServer('bench-growth')
    if (server.pid !== undefined) bench.own(server.pid)
    try {
      return [...(await measureSizes(bench, server)), ...(await measureSnapshot(bench, server))]
    } finally {
      await server.stop()
    }
  },
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
      target('with a snapshot held open for 20 minutes, CPU times that without', 'order:place', snapshot, lively),
      target(`with ${all}, CPU times that with none`, 'connect', all, none),
      ...reads.map(({ event }) => target(`with ${all}, CPU times that with ${many}`, event, all, many)),
    ]
  },
}
