/** The columns that are servers. */
import { type Load, startLoad } from './load.ts'
import { type ServerProcess, startServer } from './process.ts'
import type { Bench } from './scenario.ts'

type Start = (databaseUrl: string) => Promise<ServerProcess>

/** The gateway as it is deployed, without rate limits. */
const gateway: Start = (databaseUrl) => startServer(['dist/main.js'], { DATABASE_URL: databaseUrl, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' })

/** What a competent team writes first. */
const stock: Start = (databaseUrl) => startServer(['--import', 'tsx', 'bench/stock/server.ts'], { DATABASE_URL: databaseUrl })

/** uWebSockets.js alone; it knows no database. */
const raw: Start = () => startServer(['--import', 'tsx', 'bench/raw/server.ts'])

export const servers = { gateway, stock, 'raw uWS': raw }
export type Who = keyof typeof servers

export interface Stage extends Bench {
  server: ServerProcess
  databaseUrl: string
  load: Load
}

/** Runs `play` with a fresh server on a fresh database, and a process of clients. */
export const onStage = async <Result>(bench: Bench, start: Start, play: (stage: Stage) => Promise<Result>): Promise<Result> => {
  const database = await bench.postgres.clone()
  const server = await start(database.url)
  const load = startLoad()
  try {
    return await play({ ...bench, server, databaseUrl: database.url, load })
  } finally {
    load.stop()
    await server.stop()
    await database.drop()
  }
}

/** Runs `play` for each of these servers, one after the other. */
export const onEach = async <Row>(bench: Bench, whos: readonly Who[], play: (stage: Stage, who: Who) => Promise<Row[]>): Promise<Row[]> => {
  const rows: Row[] = []
  for (const who of whos) rows.push(...(await onStage(bench, servers[who], (stage) => play(stage, who))))
  return rows
}
