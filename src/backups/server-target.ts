/** Restores a dump into the database of `DATABASE_URL`. */
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { checkDump } from './archive.ts'
import { applicationName, connectClient } from './client.ts'
import { libpq, type Program, runProgram } from './programs.ts'
import { sandboxSchema, stamp, type Target } from './target.ts'

/** A restore of a large database builds indexes for most of its time. */
const mostJobs = 4

interface State {
  major: number
  schema: string
  /** Gateways and programs of the gateway that are connected. */
  gateways: number
  /** Tables, views, functions and so on, without those of extensions. */
  objects: number
  /** Other backups and restores that use the database now. */
  others: number
  /** A restore has begun and not ended. */
  isRestoring: boolean
}

const stateSql = `
  with own as (select 'pg_class'::regclass as kind, oid, relnamespace as space from pg_class where relkind in ('r', 'p', 'v', 'm', 'S')
    union all select 'pg_proc'::regclass, oid, pronamespace from pg_proc)
  select current_setting('server_version_num')::int / 10000 as major, current_schema() as schema, to_regclass('restoring') is not null as "isRestoring",
    (select count(*)::int from pg_stat_activity where datname = current_database() and application_name like 'customerbackend%') as gateways,
    (select count(*)::int from pg_stat_activity
      where datname = current_database() and application_name in ('${applicationName}', 'pg_dump') and pid <> pg_backend_pid()) as others,
    (select count(*)::int from own where space = current_schema()::regnamespace
      and not exists (select from pg_depend d where d.classid = own.kind and d.objid = own.oid and d.deptype = 'e')) as objects`

/** The marker: the gateway does not start while there is one (src/database/check-schema.ts). */
const markSql = 'create table restoring (file text not null, aside text, started_at timestamptz not null default now())'

/** A restore that was killed leaves its pg_restore behind, which would go on filling the database. */
const endOrphans = async (client: pg.Client) => {
  const sql = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'pg_restore'`
  // one that begins has several sessions, one after the other
  while ((await client.query(sql)).rowCount) await sleep(100)
}

/** What the tables are in: the schema of the connection, and that of the simulated payment service. */
const schemasOf = ({ schema }: State) => [schema, sandboxSchema]

const moveAside = async (client: pg.Client, schemas: readonly string[], aside: string) => {
  for (const [n, schema] of schemas.entries()) {
    const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema])
    const name = pg.escapeIdentifier(n === 0 ? aside : `${aside}_${schema}`)
    if (rowCount) await client.query(`alter schema ${pg.escapeIdentifier(schema)} rename to ${name}`)
  }
}

const prepare = async (client: pg.Client, file: string, state: State): Promise<string | null> => {
  const { objects, isRestoring } = state
  const begun = isRestoring ? (await client.query<{ aside: string | null }>('select aside from restoring')).rows[0]?.aside : undefined
  const aside = begun ?? (isRestoring || objects === 0 ? null : `before_restore_${stamp()}`)
  const schemas = schemasOf(state)
  const names = schemas.map((schema) => pg.escapeIdentifier(schema))
  if (isRestoring) await endOrphans(client)
  await client.query('begin')
  if (isRestoring) await client.query(`drop schema if exists ${names.join(', ')} cascade`)
  else if (aside !== null) await moveAside(client, schemas, aside)
  for (const name of names) await client.query(`create schema if not exists ${name}`)
  await client.query(markSql)
  await client.query('insert into restoring (file, aside) values ($1, $2)', [file, aside])
  await client.query('commit')
  return aside
}

const fill = async (program: Program, file: string, url: string, schemas: readonly string[]) => {
  const connection = libpq(url)
  const jobs = Math.min(mostJobs, availableParallelism())
  // with the names of the schemas it does not create the schemas themselves
  const only = schemas.map((schema) => `--schema=${schema}`)
  const args = ['--exit-on-error', '--no-owner', '--no-privileges', ...only, `--jobs=${jobs}`, `--dbname=${connection.url}`, file]
  await runProgram(program, args, connection)
}

const recovered = 'recovered'

const readState = async (client: pg.Client): Promise<State> => {
  const [state] = (await client.query<State>(stateSql)).rows
  // what PostgreSQL has recovered is whole: a restore that begins again must not remove it
  if (state?.isRestoring && (await client.query('select from restoring where file = $1', [recovered])).rowCount) state.isRestoring = false
  if (!state?.schema) throw new Error('The database has no schema for the tables: create schema public')
  return state
}

const refuseToTouch = ({ gateways, others, objects, isRestoring }: State, replace: boolean) => {
  if (gateways > 0) throw new Error(`${gateways} sessions of gateways or of their programs are connected to the database: stop these first`)
  if (others > 0) throw new Error('Another backup or restore uses the database: wait until it has ended')
  if (objects > 0 && !isRestoring && !replace)
    throw new Error('The database is not empty: restore into an empty one, or pass --replace, which keeps what is there in another schema')
}

/** Checks everything that can be checked, and changes nothing yet. */
export const openServer = async (
  url: string,
  file: string,
  { replace, programs }: { replace: boolean; programs?: string },
): Promise<Target> => {
  const client = await connectClient(url)
  try {
    const state = await readState(client)
    refuseToTouch(state, replace)
    const program = await checkDump(file, state.major, programs)
    const aside = await prepare(client, file, state)
    return {
      url,
      ...(aside !== null && { former: { url, schema: aside } }),
      fill: () => fill(program, file, url, schemasOf(state)),
      commit: async () => {
        await client.query('drop table restoring')
        await client.end()
        return aside === null
          ? []
          : [`The database of before is in the schema ${aside}. Remove it when you need it no more: drop schema ${aside} cascade`]
      },
      abandon: () => client.end(),
    }
  } catch (error) {
    await client.end()
    throw error
  }
}

/** The database as PostgreSQL itself has recovered it: nothing has to be filled in. */
export const openRecovered = async (url: string): Promise<Target> => {
  const client = await connectClient(url)
  try {
    const state = await readState(client)
    refuseToTouch({ ...state, objects: 0 }, false)
    if (state.isRestoring) throw new Error('A restore of the database from a file has not ended: run that again')
    await client.query(markSql.replace('create table', 'create table if not exists'))
    await client.query('insert into restoring (file) values ($1)', [recovered])
    return {
      url,
      fill: async () => undefined,
      commit: async () => {
        await client.query('drop table restoring')
        await client.end()
        return []
      },
      abandon: () => client.end(),
    }
  } catch (error) {
    await client.end()
    throw error
  }
}
