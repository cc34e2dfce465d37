import type { Queryable } from './database.ts'

/** The tables that forget by emptying a partition: the rows of `rotations`, which says when. */
export const rotatedTables = ['answers', 'feed_events', 'notifications'] as const

/** Empties the partition of the table that is used next, once in each period. Returns whether it did. */
export const rotate = async (database: Queryable, table: (typeof rotatedTables)[number]): Promise<boolean> => {
  const [row] = await database.query<{ rotated: boolean }>('select rotate($1) as rotated', [table])
  return row?.rotated ?? false
}
