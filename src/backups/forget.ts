/** Forgets again the people who left after the backup. */
import type pg from 'pg'

const openSql = `
  update accounts set deleted_at = now(), password_hash = null where id = $1 and deleted_at is null`

/**
 * Deletes what the database knows of each account that is not deleted yet. With orders under way it only closes the account: the hourly pruning
 * forgets the rest when these have ended. Returns how many are forgotten, and how many wait.
 */
export const forget = async (target: pg.Client, accountIds: Iterable<string>): Promise<{ forgotten: number; waiting: number }> => {
  const done = { forgotten: 0, waiting: 0 }
  for (const id of accountIds) {
    const known = await target.query('select from accounts where id = $1 and deleted_at is null', [id])
    if (known.rowCount === 0) continue
    await target.query('begin')
    await target.query('select end_links($1)', [id])
    const [forgotten] = (await target.query<{ open: number }>('select cardinality(forget_account($1)) as open', [id])).rows
    const isOpen = (forgotten?.open ?? 0) > 0
    if (isOpen) await target.query(openSql, [id])
    await target.query("select end_sessions($1, 'account_deleted', null, null)", [id])
    await target.query('commit')
    done[isOpen ? 'waiting' : 'forgotten'] += 1
  }
  return done
}
