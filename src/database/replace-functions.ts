/**
 * Replaces functions, views and triggers in place (`create or replace`), so that a running node that has just looked one up still finds it.
 * Objects that a file no longer creates are dropped. PostgreSQL cannot replace everything (a new return type, other columns of a view):
 * then all objects are dropped and created again.
 */
import pg from 'pg'
import type { SqlFile } from './sql-files.ts'

/** By the name of the file: its checksum, and the objects that it created, as `drop` names them. */
export type Applied = Map<string, { sha256: string; made: string[] }>

interface Options {
  applied: Applied
  run(file: SqlFile): Promise<void>
  /** Drop everything first, and run every file. */
  anew: boolean
}

/** Sorts each file behind the files that its line `-- uses: …` names. */
const inOrder = (files: readonly SqlFile[]): SqlFile[] => {
  const sorted = new Set<SqlFile>()
  const add = (file: SqlFile, path: readonly SqlFile[]) => {
    if (path.includes(file)) throw new Error(`${file.name} uses itself: ${path.map(({ name }) => name).join(', ')}`)
    const used = /^-- uses: (.+)$/m.exec(file.sql)?.[1]?.split(' ') ?? []
    for (const noun of used) {
      const other = files.find(({ name }) => name === `functions/${noun}.sql`)
      if (!other) throw new Error(`${file.name} uses ${noun}, and there is no such file`)
      add(other, [...path, file])
    }
    sorted.add(file)
  }
  for (const file of files) add(file, [])
  return [...sorted]
}

// the catalogue rows that this transaction has written
const touched = `
  select format('trigger %I on %s', t.tgname, t.tgrelid::regclass) as object
  from pg_trigger t where not t.tgisinternal and t.xmin = pg_current_xact_id()::xid
  union all
  select 'view ' || r.ev_class::regclass
  from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relkind = 'v' and r.xmin = pg_current_xact_id()::xid
  union all
  select 'function ' || p.oid::regprocedure from pg_proc p where p.xmin = pg_current_xact_id()::xid`

const drop = async (client: pg.Client, objects: readonly string[]) => {
  for (const object of objects) if (object.startsWith('trigger ')) await client.query(`drop ${object}`)
  for (const kind of ['view', 'function']) {
    const names = objects.filter((object) => object.startsWith(`${kind} `)).map((object) => object.slice(kind.length + 1))
    // in one statement, because they may depend on each other
    if (names.length > 0) await client.query(`drop ${kind} ${names.join(', ')}`)
  }
}

/** Whether PostgreSQL refused to replace or drop a single object; dropping and creating all of them can still succeed. */
export const needsAll = (error: unknown): boolean => {
  const cause = error instanceof Error && error.cause instanceof pg.DatabaseError ? error.cause : error
  // invalid function definition, invalid table definition, dependent objects still exist
  return cause instanceof pg.DatabaseError && ['42P13', '42P16', '2BP01'].includes(cause.code ?? '')
}

/** Runs, in an open transaction, the files that have changed, and returns their names. */
export const replaceFunctions = async (
  client: pg.Client,
  files: readonly SqlFile[],
  { applied, run, anew }: Options,
): Promise<string[]> => {
  const changed = inOrder(files).filter(({ name, sha256 }) => anew || applied.get(name)?.sha256 !== sha256)
  const gone = [...applied.keys()].filter((name) => name.startsWith('functions/') && !files.some((file) => file.name === name))
  const before = [...changed.map(({ name }) => name), ...gone].flatMap((name) => applied.get(name)?.made ?? [])
  if (anew) await drop(client, before)
  const made = new Set<string>()
  for (const file of changed) {
    await run(file)
    const { rows } = await client.query<{ object: string }>(touched)
    const added = rows.map(({ object }) => object).filter((object) => !made.has(object))
    for (const object of added) made.add(object)
    await client.query(
      `insert into migrations (name, sha256, made) values ($1, $2, $3)
       on conflict (name) do update set sha256 = excluded.sha256, made = excluded.made, applied_at = now()`,
      [file.name, file.sha256, added],
    )
  }
  const left = anew ? [] : before.filter((object) => !made.has(object))
  await drop(client, left)
  await client.query('delete from migrations where name = any ($1)', [gone])
  return changed.map(({ name }) => name)
}
