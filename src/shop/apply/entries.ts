/** Writes a list of entries with codes: adds and changes what the file has, and retires what it has not. */
import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../../database/database.ts'

type Row = { code: string; name: string } & Readonly<Record<string, unknown>>

interface List<Entry extends Row> {
  table: string
  /** The columns besides `id`, with their types in PostgreSQL. */
  columns: { readonly [Column in keyof Entry & string]: string }
}

/** Retires the entries that are not in the list, and frees the names of those that get another one: two entries may exchange theirs. */
const makeRoom = async (database: Queryable, table: string, rows: readonly Row[]): Promise<void> => {
  const [codes, names] = [rows.map(({ code }) => code), rows.map(({ name }) => name)]
  await database.query(`update ${table} set retired_at = now() where retired_at is null and code <> all ($1::text[])`, [codes])
  await database.query(
    `update ${table} x set name = x.id::text from unnest($1::text[], $2::text[]) g(code, name) where x.code = g.code and x.name <> g.name and x.retired_at is null`,
    [codes, names],
  )
}

/** Makes the table's entries those of the list. A row that stays as it is is not written. Returns the ids by code. */
export const writeEntries = async <Entry extends Row>(
  database: Queryable,
  { table, columns }: List<Entry>,
  rows: readonly Entry[],
): Promise<Map<string, string>> => {
  await makeRoom(database, table, rows)
  const names = Object.keys(columns)
  const typed = Object.entries(columns).map(([column, type]) => `${column} ${type}`)
  const values = (of: string) => `(${names.map((column) => `${of}.${column}`).join(', ')})`
  await database.query(
    `insert into ${table} as x (id, ${names.join(', ')})
     select g.id, ${names.map((column) => `g.${column}`).join(', ')} from jsonb_to_recordset($1::jsonb) g(id uuid, ${typed.join(', ')}) order by g.id
     on conflict (code) do update set ${names.map((column) => `${column} = excluded.${column}`).join(', ')}, retired_at = null
     where x.retired_at is not null or ${values('x')} is distinct from ${values('excluded')}`,
    [JSON.stringify(rows.map((row) => ({ id: uuidv7(), ...row })))],
  )
  const ids = await database.query<{ code: string; id: string }>(`select code, id from ${table}`)
  return new Map(ids.map(({ code, id }) => [code, id]))
}
