/** The result of the last check of the books, which the nodes show in their metrics. */
import type { Queryable } from '../database/database.ts'

// a check of the last days does not prove that an older difference is mended
const rememberSql = `
  insert into books_check as b (checked_at, differences, since) values (now(), $1, $2)
  on conflict (only_row) do update set checked_at = excluded.checked_at,
    differences = case when b.differences > 0 and b.since < excluded.since then greatest(b.differences, excluded.differences) else excluded.differences end,
    since = case when b.differences > 0 then least(b.since, excluded.since) else excluded.since end`

/** Stores how many differences the orders since a moment have. An earlier difference counts until a check that reaches as far back finds none. */
export const rememberCheck = async (database: Queryable, { differences, since }: { differences: number; since: Date }): Promise<void> => {
  await database.query(rememberSql, [differences, since.toISOString()])
}

export interface LastCheck {
  differences: number
  /** In seconds since 1970; 0 if the books were never checked. */
  checkedAt: number
}

export const neverChecked: LastCheck = { differences: 0, checkedAt: 0 }

export const readLastCheck = async (database: Queryable): Promise<LastCheck> => {
  const [last] = await database.query<LastCheck>(
    'select differences, extract(epoch from checked_at)::float as "checkedAt" from books_check',
  )
  return last ?? neverChecked
}
