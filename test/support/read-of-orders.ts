import type pg from 'pg'

/** How much the open transaction of a session has read so far: of the table `orders`, and of each of its indexes. */
export const readOfOrders = async (
  client: pg.Client,
  unit: 'tuples_returned' | 'blocks_fetched',
): Promise<{ read: string; count: number }[]> => {
  const { rows } = await client.query<{ read: string; count: number }>(
    `select relname as read, pg_stat_get_xact_${unit}(oid)::int as count from pg_class
     where oid = 'orders'::regclass or oid in (select indexrelid from pg_index where indrelid = 'orders'::regclass)`,
  )
  return rows
}
