/** The columns that are servers. */
import { type Load, startLoad } from './load.ts'
import { type ServerProcess, startServer } from './process.ts'
import type { Bench, Row } from './scenario.ts'

/** `flags` are for node. */
type Start = (databaseUrl: string, flags: readonly string[], env?: Readonly<Record<string, string>>) => Promise<ServerProcess>

/** The gateway as it is deployed, without rate limits. */
const gateway: Start = (databaseUrl, flags) =>
  startServer([...flags, 'dist/main.js'], { DATABASE_URL: databaseUrl, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' })

/** What a competent team writes first. */
const stock: Start = (databaseUrl, flags) =>
  startServer([...flags, '--import', 'tsx', 'bench/stock/server.ts'], { DATABASE_URL: databaseUrl })

const source =
  (name: string): Start =>
  (databaseUrl, flags, env) =>
    startServer([...flags, '--import', 'tsx', `bench/sources/${name}.ts`], {
      DATABASE_URL: databaseUrl,
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      ...env,
    })

/** uWebSockets.js alone; it knows no database. */
const raw = source('raw')

const servers = { gateway, stock, 'raw uWS': raw }

/** The same, with something in their process that makes them push. */
const sources: typeof servers = { gateway: source('gateway'), stock: source('stock'), 'raw uWS': raw }
export type Who = keyof typeof servers

/** One of them that pushes on demand, as a node among others. */
export const startSource = (who: Who, databaseUrl: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> =>
  sources[who](databaseUrl, [], env)

export interface Stage extends Bench {
  server: ServerProcess
  databaseUrl: string
  load: Load
}

type Play = (stage: Stage, who: Who) => Promise<Row[]>

interface Options {
  flags?: readonly string[]
  /** They are to push on demand (`sources/demand.ts`). */
  onDemand?: boolean
}

/** Runs `play` with a fresh server on a fresh database, and a process of clients. */
const onStage = async (bench: Bench, who: Who, play: Play, { flags = [], onDemand = false }: Options): Promise<Row[]> => {
  const database = await bench.postgres.clone()
  const server = await (onDemand ? sources : servers)[who](database.url, flags)
  const load = startLoad()
  try {
    return await play({ ...bench, server, databaseUrl: database.url, load }, who)
  } finally {
    load.stop()
    await server.stop()
    await database.drop()
  }
}

/** Runs `play` for each of these servers, one after the other. */
export const onEach = async (bench: Bench, whos: readonly Who[], play: Play, options: Options = {}): Promise<Row[]> => {
  const rows: Row[] = []
  for (const who of whos) rows.push(...(await onStage(bench, who, play, options)))
  return rows
}
