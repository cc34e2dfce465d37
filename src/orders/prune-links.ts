import type { Queryable } from '../database/database.ts'

/** Deletes, in slices, tracking links that have ended. */
export const pruneLinks = async (database: Queryable): Promise<void> => {
  for (let more = true; more; ) {
    const [pruned] = await database.query<{ links: number }>('select prune_links()::int as links')
    more = (pruned?.links ?? 0) > 0
  }
}
