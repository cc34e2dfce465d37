/** The orders that a check of the books is about. */
import type { Queryable } from '../database/database.ts'
import { maxUuid, nilUuid } from '../database/uuids.ts'

/** Days on the clock of the shop, which belong to the range. Absent: since the ledger began, until now. */
export interface Days {
  from?: string | undefined
  to?: string | undefined
}

/**
 * Moments as PostgreSQL reads them, of the time at which an order was placed. The ids of these orders lie between two others, not included, which
 * keeps a check from reading all orders before the range.
 */
export interface Range {
  from: string
  to: string
  afterId: string
  beforeId: string
}

// A node makes an id of the time by its own clock. One that is wrong by more than a day must not hide an order from a check of all.
const sql = `
  select x.from::text, x.to::text, rfc3339(x.from) as since, rfc3339(x.to) as until,
    case when $1::date is null then '${nilUuid}' else first_uuid_v7(x.from - interval '1 day') end as "afterId",
    case when $2::date is null then '${maxUuid}' else first_uuid_v7(x.to + interval '1 day') end as "beforeId"
  from (
    select greatest(first_instant($1::date::timestamp, z.zone), ledger_began()) as from,
      least(first_instant(($2::date + 1)::timestamp, z.zone), now()) as to
    from (select coalesce((select time_zone from store), 'UTC') as zone) z
  ) x`

/** The range of some days. `since` and `until` are its moments in RFC 3339. */
export const rangeOf = async (database: Queryable, { from, to }: Days): Promise<Range & { since: string; until: string }> => {
  const [range] = await database.query<Range & { since: string; until: string }>(sql, [from, to])
  if (!range) throw new Error('a range has no bounds')
  return range
}
