/** What a migration would do to the database, without doing it. */
import type pg from 'pg'
import { type MigrateOptions, newerThanOurs, readApplied, versionRow } from './migrate.ts'
import { commandClient } from './reach.ts'
import type { Applied } from './replace-functions.ts'
import { readSqlFiles, sqlDirectory } from './sql-files.ts'
import { faultsOf, type Lock, locksOf } from './table-locks.ts'

const sizeSql =
  'select greatest(c.reltuples, 0)::float as rows, pg_total_relation_size(c.oid)::float as bytes from pg_class c where c.oid = to_regclass($1)'

const readBefore = async (client: pg.Client): Promise<Applied> => {
  const { rows } = await client.query<{ known: boolean }>("select to_regclass('migrations') is not null as known")
  return rows[0]?.known ? readApplied(client) : new Map()
}

const effects: Readonly<Record<Lock['mode'], string>> = {
  'access exclusive': 'reading and writing wait',
  share: 'writing waits',
  'share row exclusive': 'writing waits',
  'share update exclusive': 'nothing waits',
  'row exclusive': 'changes of the same rows wait',
}

const describe = async (client: pg.Client, { table, mode, whole }: Lock): Promise<string> => {
  const [size] = (await client.query<{ rows: number; bytes: number }>(sizeSql, [table])).rows
  const large = size ? `, about ${size.rows} rows and ${Math.ceil(size.bytes / 1e6)} MB` : ''
  const time = whole === undefined ? 'for a moment' : `while it ${whole}`
  return `  ${table}: ${mode}, ${effects[mode]} ${time}${large}`
}

type Options = Pick<MigrateOptions, 'directory' | 'keepNewer'>

const planWith = async (client: pg.Client, { directory = sqlDirectory, keepNewer = false }: Options): Promise<string[]> => {
  const applied = await readBefore(client)
  const isNew = applied.size === 0
  const lines: string[] = []
  for (const { name, sql } of (await readSqlFiles(directory, 'tables')).filter((file) => !applied.has(file.name))) {
    lines.push(name)
    if (isNew) continue
    for (const lock of locksOf(sql)) lines.push(await describe(client, lock))
    for (const fault of faultsOf(sql)) lines.push(`  slow: ${fault}`)
  }
  const changed = (await readSqlFiles(directory, 'functions')).filter(({ name, sha256 }) => applied.get(name)?.sha256 !== sha256)
  const stay = keepNewer && newerThanOurs(applied.get(versionRow)?.sha256) !== undefined
  if (changed.length > 0 && !stay)
    lines.push(
      `functions, replaced in one transaction without locks on tables that readers feel: ${changed.map(({ name }) => name).join(', ')}`,
    )
  return lines
}

/** A line for each file that would run, and below it the locks on tables that exist. */
export const planMigration = async (url: string, options: Options = {}): Promise<string[]> => {
  const client = commandClient(url, 'customerbackend migrate')
  await client.connect()
  try {
    return await planWith(client, options)
  } finally {
    await client.end()
  }
}
