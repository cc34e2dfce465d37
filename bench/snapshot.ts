/** Placing after 20 minutes in which a transaction has kept its snapshot, and after the same orders without one. */
import { holdSnapshot } from './growth/beside.ts'
import { type Contender, type Extent, openServer, turnsOf } from './growth/measures.ts'
import { startStage } from './growth/stage.ts'
import { loadColumns } from './load-figures.ts'
import { cloneable } from './postgres.ts'
import type { Bench, Scenario } from './scenario.ts'

const lively = 'after 20 minutes'
const snapshot = 'after 20 minutes of a snapshot'

/** While the snapshot is held: orders of all customers in turn. */
const calm = { perSecond: 100, inFlight: 4 }

const secondsOf = (quick: boolean) => (quick ? 15 : 1200)

/** Short, because what a round places comes on top of what was placed under the snapshot. */
const extentOf = (quick: boolean): Extent => ({ slices: quick ? 2 : 10, compiling: 2, warmUp: 0.3, placing: 1, handshakes: 0, requests: 0 })

/** Two databases take the same orders; on one of them a transaction keeps its snapshot since before, and during all rounds. */
const prepare = async ({ quick, progress, own }: Bench) => {
  const { server, empty } = await openServer({ progress, own })
  const clone = cloneable(server, empty.name)
  const [without, withSnapshot] = [await clone(), await clone()]
  const release = await holdSnapshot(withSnapshot.url)
  const contenders: Contender[] = []
  const end = async () => {
    for (const { stage } of contenders) await stage.stop({ isKept: false })
    await release()
    for (const database of [without, withSnapshot]) await database.drop()
    await server.stop()
  }
  const seconds = secondsOf(quick)
  const hold = async ({ stage }: Contender) => {
    await stage.connect(stage.tokens)
    const { length } = await stage.place(seconds, calm)
    if (length < 0.95 * seconds * calm.perSecond) throw new Error(`${length} orders were placed in ${seconds} s, fewer than planned`)
  }
  try {
    contenders.push({ load: lively, stage: await startStage(server, { ...empty, url: without.url }) })
    contenders.push({ load: snapshot, stage: await startStage(server, { ...empty, url: withSnapshot.url }) })
    progress(`a snapshot is held for ${seconds} s`)
    await Promise.all(contenders.map(hold))
  } catch (error) {
    await end()
    throw error
  }
  return { round: (bench: Bench) => turnsOf(bench, extentOf(quick)).place(contenders), end }
}

export const snapshotHeld: Scenario = {
  name: 'snapshot',
  title: 'Placing with a snapshot that was held open for 20 minutes, at a hundred orders a second',
  minutes: 1,
  onRequest: true,
  figures: loadColumns('per second'),
  charts: [{ figure: 'postgres', title: 'PostgreSQL CPU-µs' }],
  prepare,
  targets: (look) => {
    const both = (load: string) => look('order:place', load, 'node') + look('order:place', load, 'postgres')
    return [
      {
        what: 'CPU of an order, times that without a snapshot',
        value: both(snapshot) / both(lively),
        wanted: { atMost: 1.1 },
        unit: '×',
        limit: '1',
      },
    ]
  },
}
