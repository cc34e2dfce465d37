/** The servers that are measured, one for each column of the results. */
import { type ClientProcess, startClients } from './clients/start.ts'
import { type ServerProcess, startServer } from './process.ts'
import type { Bench, Row } from './scenario.ts'

/** `flags` are passed to node. */
type Start = (databaseUrl: string, flags: readonly string[], env?: Readonly<Record<string, string>>) => Promise<ServerProcess>

/** The gateway as it is deployed, without rate limits. */
const gateway: Start = (databaseUrl, flags, env) =>
  startServer([...flags, 'dist/main.js'], { DATABASE_URL: databaseUrl, RATE_LIMITS: 'off', LOG_LEVEL: 'warn', ...env })

/** The server that a competent team would write first. */
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

/** uWebSockets.js alone, without a database. */
const raw = source('raw')

const servers = { gateway, stock, 'raw uWS': raw }

/** The same servers, each with code in its process that makes it push (`sources/demand.ts`). */
const sources: typeof servers = { gateway: source('gateway'), stock: source('stock'), 'raw uWS': raw }

export type Who = keyof typeof servers

/** The engines of the gateway: the native one has the column `gateway`, Node's own server a column beside it. */
export const engines = [
  { column: 'gateway', env: { ENGINE: 'uws' } },
  { column: 'gateway on ws', env: { ENGINE: 'ws' } },
] as const

/** One server of a column. The gateway has a column for each engine. */
export const columnsOf = (who: Who): readonly { column: string; env: Readonly<Record<string, string>> }[] =>
  who === 'gateway' ? engines : [{ column: who, env: {} }]

/** The gateway on the native engine, on a database of the caller's. */
export const startGateway = (databaseUrl: string): Promise<ServerProcess> => servers.gateway(databaseUrl, [], engines[0].env)

/** Starts one that pushes on demand, as one of several nodes. */
export const startSource = (who: Who, databaseUrl: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> =>
  sources[who](databaseUrl, [], env)

export interface Stage extends Omit<Bench, 'clients'> {
  server: ServerProcess
  databaseUrl: string
  clients: ClientProcess
}

type Measure = (stage: Stage, who: Who) => Promise<Row[]>

interface Options {
  flags?: readonly string[]
  /** Starts the servers that push on demand (`sources/demand.ts`). */
  onDemand?: boolean
}

/** Runs `measure` with a new server on a new database, and a process of clients. */
const withStage = async (
  bench: Bench,
  who: Who,
  measure: Measure,
  { flags = [], onDemand = false, env }: Options & { env: Readonly<Record<string, string>> },
): Promise<Row[]> => {
  const database = await bench.postgres.clone()
  const server = await (onDemand ? sources : servers)[who](database.url, flags, env)
  const clients = startClients()
  try {
    return await measure({ ...bench, server, databaseUrl: database.url, clients }, who)
  } finally {
    clients.stop()
    await server.stop()
    await database.drop()
  }
}

/** Runs `measure` for each of these servers, one after the other, and for the gateway on each engine. */
export const onEach = async (bench: Bench, whos: readonly Who[], measure: Measure, options: Options = {}): Promise<Row[]> => {
  const rows: Row[] = []
  for (const who of whos)
    for (const { column, env } of columnsOf(who)) {
      const progress = (step: string) => bench.progress(column === who ? step : `${column}: ${step}`)
      const measured = await withStage({ ...bench, progress }, who, measure, { ...options, env })
      rows.push(...measured.map((row) => ({ ...row, who: column })))
    }
  return rows
}
