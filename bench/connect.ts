/** Handshakes: the upgrade, the session, the rooms and `session:ready`. */
import { loadColumns, loadFigures, startCpu } from './load-figures.ts'
import type { Row, Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const atOnce = 64
const crowd = `${atOnce} at once`

const measure = async (stage: Stage, who: Who): Promise<Row[]> => {
  const { postgres, quick, progress, server, clients } = stage
  const customers = quick ? 1000 : 5000
  progress(who)
  await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, 1000), atOnce })
  await clients.run('disconnect', undefined)
  const used = startCpu(stage)
  const connected = await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, customers), atOnce })
  const figures = loadFigures(connected, used())
  return [{ who, load: crowd, figures: who === 'raw uWS' ? { ...figures, postgres: Number.NaN } : figures }]
}

export const connect: Scenario = {
  name: 'connect',
  title: 'Customer handshakes, until session:ready',
  minutes: 1,
  figures: loadColumns('handshakes/s'),
  charts: [{ figure: 'node', title: 'Node CPU-µs per handshake' }],
  round: (bench) => onEach(bench, ['gateway', 'stock', 'raw uWS'], measure),
  targets: (look) => {
    const both = (who: Who) => look(who, crowd, 'node') + look(who, crowd, 'postgres')
    return [
      {
        what: "CPU of Node and PostgreSQL, times stock's",
        value: both('gateway') / both('stock'),
        wanted: { atMost: 0.2 },
        unit: '×',
        limit: 'raw uWS',
      },
    ]
  },
}
