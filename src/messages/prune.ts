import type { Queryable } from '../database/database.ts'

const slice = 1000

const expireSql = `
  with late as materialized (
    select id from messages where ended_at is null and expires_at < now() - interval '1 hour' order by id limit ${slice} for update skip locked
  ), expired as (
    update messages m set outcome = 'expired', ended_at = now(), data = '{}', error = coalesce(error, 'too late') where m.id = any (array(select id from late))
  )
  select count(*) as rows from late`

const deleteSql = `
  with old as materialized (
    select id from messages where ended_at < now() - interval '7 days' order by ended_at limit ${slice} for update skip locked
  ), gone as (
    delete from messages where id = any (array(select id from old))
  )
  select count(*) as rows from old`

/** Ends, in slices, what no node can send and is of no use any more, and deletes what ended a week ago. */
export const pruneMessages = async (database: Queryable): Promise<void> => {
  for (const sql of [expireSql, deleteSql]) {
    for (let rows = slice; rows === slice; ) rows = (await database.query<{ rows: number }>(sql))[0]?.rows ?? 0
  }
}
