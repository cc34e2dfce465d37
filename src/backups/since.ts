/**
 * A restored database has forgotten what happened after the backup. Where a newer database can still be read, this brings back what must not be
 * undone: who has deleted the account, whose sessions have ended, who has another password, role or second factor, or is disabled or blocked.
 */
import type pg from 'pg'
import { nilUuid } from '../database/uuids.ts'

/** Rows in memory at once. */
const atOnce = 5000

// the newer database may have another version: columns that it lacks are null
const accountsSql = `
  select id, x->>'deleted_at' is not null as deleted, x->>'password_hash' as password_hash, x->>'role' as role, x->>'disabled_at' as disabled_at,
    x->>'blocked_at' as blocked_at, x->>'blocked_reason' as blocked_reason
  from (select a.id, to_jsonb(a) as x from accounts a where a.id > $1 order by a.id limit ${atOnce}) a order by id`

const accessSql = `
  with newer as (
    select * from json_to_recordset($1) n(id uuid, deleted boolean, password_hash text, role text, disabled_at timestamptz, blocked_at timestamptz,
      blocked_reason text)
  ), changed as (
    update accounts a set password_hash = n.password_hash, role = n.role, disabled_at = n.disabled_at, blocked_at = n.blocked_at,
      blocked_reason = n.blocked_reason
    from newer n where n.id = a.id and not n.deleted and a.deleted_at is null
      and (a.password_hash, a.role, a.disabled_at, a.blocked_at) is distinct from (n.password_hash, n.role, n.disabled_at, n.blocked_at)
    returning a.id
  )
  select (select count(*)::int from changed) as changed,
    array(select a.id from accounts a join newer n using (id) where n.deleted and a.deleted_at is null order by a.id) as deleted`

/** Brings the access of every account up to date. Returns how many differed, and the accounts that have been deleted since. */
export const takeAccess = async (target: pg.Client, newer: pg.Client): Promise<{ changed: number; deleted: string[] }> => {
  const [deleted, sum]: [string[], { changed: number }] = [[], { changed: 0 }]
  for (let after = nilUuid; ; ) {
    const { rows } = await newer.query<{ id: string }>(accountsSql, [after])
    const last = rows.at(-1)
    if (!last) return { ...sum, deleted }
    const [found] = (await target.query<{ changed: number; deleted: string[] }>(accessSql, [JSON.stringify(rows)])).rows
    sum.changed += found?.changed ?? 0
    deleted.push(...(found?.deleted ?? []))
    after = last.id
  }
}

const openSql = `select id from sessions where end_reason is null and expires_at > now() and id > $1 order by id limit ${atOnce}`
const endedSql = `
  select o.id from unnest($1::uuid[]) o(id) left join sessions s on s.id = o.id where s.id is null or s.end_reason is not null`
const endSql = "update sessions set end_reason = 'revoked' where id = any ($1) and end_reason is null"

/** Ends the sessions that have ended since. Returns how many. */
export const endSessions = async (target: pg.Client, newer: pg.Client): Promise<number> => {
  let ended = 0
  for (let after = nilUuid; ; ) {
    const open = (await target.query<{ id: string }>(openSql, [after])).rows.map(({ id }) => id)
    const last = open.at(-1)
    if (last === undefined) return ended
    const over = (await newer.query<{ id: string }>(endedSql, [open])).rows.map(({ id }) => id)
    ended += (await target.query(endSql, [over])).rowCount ?? 0
    after = last
  }
}

/** Ends every session: where nothing newer can be read, any of them may have been ended. Returns how many were open. */
export const endAllSessions = async (target: pg.Client): Promise<number> => {
  const { rowCount } = await target.query("update sessions set end_reason = 'revoked' where end_reason is null and expires_at > now()")
  return rowCount ?? 0
}

const newerLinksSql = `
  select h.token_hash from unnest($1::bytea[]) h(token_hash) where not exists (select from order_links l where l.token_hash = h.token_hash)`

/** Removes the links to orders that were taken back since. Returns how many. */
export const endLinks = async (target: pg.Client, newer: pg.Client): Promise<number> => {
  const { rows } = await target.query<{ token_hash: Buffer }>('select token_hash from order_links')
  const gone = await newer.query<{ token_hash: Buffer }>(newerLinksSql, [rows.map((row) => row.token_hash)])
  const removed = await target.query('delete from order_links where token_hash = any ($1)', [gone.rows.map((row) => row.token_hash)])
  return removed.rowCount ?? 0
}

const factorTables = ['second_factors', 'recovery_codes'] as const

/** Takes over the second factors of the staff as they are now. The accounts must be known to the target. */
export const takeSecondFactors = async (target: pg.Client, newer: pg.Client): Promise<void> => {
  const [known] = (await newer.query<{ known: boolean }>("select to_regclass('second_factors') is not null as known")).rows
  if (!known?.known) return
  const rowsOf = async (sql: string) => JSON.stringify((await newer.query<{ row: object }>(sql)).rows.map(({ row }) => row))
  const keys = await rowsOf('select to_jsonb(k) as row from second_factor_keys k')
  await target.query(
    'insert into second_factor_keys select * from json_populate_recordset(null::second_factor_keys, $1) on conflict (only_row) do update set key = excluded.key',
    [keys],
  )
  await target.query('delete from second_factors')
  for (const table of factorTables) {
    const rows = await rowsOf(`select to_jsonb(t) as row from ${table} t`)
    const sql = `insert into ${table} select t.* from json_populate_recordset(null::${table}, $1) t join accounts a on a.id = t.account_id where a.role <> 'customer'`
    await target.query(sql, [rows])
  }
  const since = await rowsOf("select to_jsonb(x) as row from (select id, second_factor_at from accounts where role <> 'customer') x")
  await target.query(
    `update accounts a set second_factor_at = n.second_factor_at
     from json_to_recordset($1) n(id uuid, second_factor_at timestamptz)
     where n.id = a.id and a.role <> 'customer' and a.second_factor_at is distinct from n.second_factor_at`,
    [since],
  )
}

const sequencesSql =
  'select sequencename as name, last_value::text as at from pg_sequences where schemaname = current_schema() and last_value is not null'

/** Numbers that were given since, such as those of orders, are not given again. */
export const takeNumbers = async (target: pg.Client, newer: pg.Client): Promise<void> => {
  const { rows } = await newer.query<{ name: string; at: string }>(sequencesSql)
  for (const { name, at } of rows) {
    await target.query(
      'select setval(to_regclass($1), greatest($2, (select last_value from pg_sequences where schemaname = current_schema() and sequencename = $3))) where to_regclass($1) is not null',
      [`"${name}"`, at, name],
    )
  }
}
