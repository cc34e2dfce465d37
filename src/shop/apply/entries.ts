/** Writes a list of entries: adds and changes what the file has, and retires what it has not. */
import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../../database/database.ts'

type Row = Readonly<Record<string, unknown>>

interface Table {
  table: string
  /** The columns besides `id`, with their types in PostgreSQL. */
  columns: Readonly<Record<string, string>>
  /** The columns by which an entry is found again. */
  key: readonly string[]
}

/** Makes the live rows of the table these. A row that stays as it is is not written. */
export const writeRows = async (database: Queryable, { table, columns, key }: Table, rows: readonly Row[]): Promise<void> => {
  const names = Object.keys(columns)
  const typed = Object.entries(columns).map(([column, type]) => `${column} ${type}`)
  const given = `jsonb_to_recordset($1::jsonb) g(id uuid, ${typed.join(', ')})`
  const values = (of: string, listed = names) => `(${listed.map((column) => `${of}.${column}`).join(', ')})`
  const bind = [JSON.stringify(rows.map((row) => ({ id: uuidv7(), ...row })))]
  await database.query(
    `update ${table} x set retired_at = now() where retired_at is null
       and not exists (select from ${given} where ${values('g', [...key])} = ${values('x', [...key])})`,
    bind,
  )
  await database.query(
    `insert into ${table} as x (id, ${names.join(', ')})
     select g.id, ${names.map((column) => `g.${column}`).join(', ')} from ${given} order by g.id
     on conflict (${key.join(', ')}) do update set ${names.map((column) => `${column} = excluded.${column}`).join(', ')}, retired_at = null
     where x.retired_at is not null or ${values('x')} is distinct from ${values('excluded')}`,
    bind,
  )
}

/** Writes a list whose names are unique among the live entries. Returns the ids by code. */
export const writeEntries = async (
  database: Queryable,
  { table, columns }: Omit<Table, 'key'>,
  rows: readonly (Row & { code: string; name: string })[],
): Promise<Map<string, string>> => {
  // two entries may exchange their names
  await database.query(
    `update ${table} x set name = x.id::text from unnest($1::text[], $2::text[]) g(code, name)
     where x.code = g.code and x.name <> g.name and x.retired_at is null`,
    [rows.map(({ code }) => code), rows.map(({ name }) => name)],
  )
  await writeRows(database, { table, columns, key: ['code'] }, rows)
  const ids = await database.query<{ code: string; id: string }>(`select code, id from ${table}`)
  return new Map(ids.map(({ code, id }) => [code, id]))
}
