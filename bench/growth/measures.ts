/** What is measured of databases that take turns: handshakes, reads and orders. */
import { connectServer } from '../postgres.ts'
import type { Bench, Row } from '../scenario.ts'
import { addOldRows, nothingBeside, startPruning } from './beside.ts'
import { openGrown } from './databases.ts'
import type { Reader, Stage } from './stage.ts'
import { takeTurns } from './turns.ts'

/** The server that keeps the databases, and the one without orders, of which clones are measured. */
export const openServer = async ({ progress, own }: Pick<Bench, 'progress' | 'own'>) => {
  const server = await connectServer('bench-growth')
  if (server.pid !== undefined) own(server.pid)
  return { server, empty: await openGrown(server, 0, progress) }
}

/** Seconds, and how many handshakes and requests are in a slice. */
export interface Extent {
  slices: number
  compiling: number
  warmUp: number
  placing: number
  handshakes: number
  requests: number
}

/** The reads whose cost may grow with the orders of everybody. The others ask for one row, or PostgreSQL not at all. */
export const reads = [
  { event: 'order:list', payload: () => ({ limit: 20 }) },
  { event: 'order:pending', payload: () => ({}) },
  { event: 'order:get', payload: ({ orderId }: Reader) => ({ orderId }) },
  { event: 'order:statistics', payload: () => ({ bucket: 'month' }) },
  { event: 'recommendation:list', payload: () => ({}) },
] as const

export interface Contender {
  load: string
  stage: Stage
  isPruned?: boolean
}

export const turnsOf = ({ progress }: Pick<Bench, 'progress'>, { slices, compiling, warmUp, placing, handshakes, requests }: Extent) => {
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
