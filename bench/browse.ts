/** Visits of customers: connect, the menu, a search, three quotes, an order. */
import { loadColumns, loadFigures, startCpu } from './load-figures.ts'
import type { Row, Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const atOnce = 16
const crowd = `${atOnce} at once`

const measure = async (stage: Stage, who: Who): Promise<Row[]> => {
  const { postgres, quick, progress, server, clients } = stage
  const visits = quick ? 200 : 1500
  const browsing = { url: server.url, products: postgres.products, atOnce }
  progress(`${who}, warming up`)
  await clients.run('browse', { ...browsing, tokens: postgres.tokens.slice(0, 500), visits: visits / 2 })
  progress(who)
  const used = startCpu(stage)
  const { durations, seconds } = await clients.run('browse', { ...browsing, tokens: postgres.tokens.slice(500), visits })
  return [{ who, load: crowd, figures: loadFigures({ latencies: durations, seconds }, used()) }]
}

export const browse: Scenario = {
  name: 'browse',
  title: 'Visits: connect, menu, search, three quotes, an order',
  minutes: 4,
  figures: loadColumns('visits/s'),
  charts: [{ figure: 'node', title: 'Node CPU-µs per visit' }],
  round: (bench) => onEach(bench, ['gateway', 'stock'], measure),
  targets: (look) => {
    const both = (who: Who) => look(who, crowd, 'node') + look(who, crowd, 'postgres')
    return [
      { what: "CPU of Node and PostgreSQL, times stock's", value: both('gateway') / both('stock'), wanted: { atMost: 0.2 }, unit: '×' },
    ]
  },
}
