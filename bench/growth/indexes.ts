/** Copying millions of rows: the indexes are built once, from all rows, instead of row by row. */
import type pg from 'pg'

const indexesSql = `
  select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
  from pg_index i where i.indrelid = any ($1::regclass[]) and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`

/**
 * Runs `copy` without the indexes of `tables` that no constraint needs, and makes them again. Triggers and foreign keys are not checked
 * meanwhile: copies of rows that fit, fit too.
 */
export const withoutIndexes = async (client: pg.Client, tables: readonly string[], copy: () => Promise<unknown>): Promise<void> => {
  const { rows } = await client.query<{ name: string; definition: string }>(indexesSql, [tables])
  for (const { name } of rows) await client.query(`drop index ${name}`)
  await client.query(
    `set session_replication_role = replica; set work_mem = '256MB'; set maintenance_work_mem = '1GB'; set synchronous_commit = off`,
  )
  await copy()
  for (const { definition } of rows) await client.query(definition)
  await client.query('reset all')
}
