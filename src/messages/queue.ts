/** The rows of `messages`: claimed for a time, then ended or postponed. */
import type { Queryable } from '../database/database.ts'
import type { ChannelName, Message } from './channel.ts'

/** Longer than sending takes, so that another node only takes over from one that has died. */
const leaseSeconds = 60
const longestError = 300

export interface Claimed extends Message {
  hasExpired: boolean
}

const due = (urgent: boolean, limit: string) => `
    select id from messages where channel = $1 and ${urgent ? '' : 'not '}urgent and ended_at is null and due_at <= now()
    order by due_at limit ${limit} for update skip locked`

/** The urgent ones first. Each look reads the rows that it takes, in the order of an index, however many wait. */
export const claimSql = `
  with urgent as materialized (${due(true, '$2::int')}
  ), rest as materialized (${due(false, '$2::int - (select count(*) from urgent)')}
  ), claimed as (
    update messages m set due_at = now() + make_interval(secs => ${leaseSeconds}), attempts = m.attempts + 1
    where m.id = any (array(select id from urgent union all select id from rest)) returning m.*
  )
  select c.id, c.account_id as "accountId", c.address, c.template, c.data, c.attempts, c.created_at as "createdAt", c.expires_at as "expiresAt",
    c.expires_at <= now() as "hasExpired", coalesce(a.locale, 'en') as locale, coalesce(a.time_zone, 'UTC') as "timeZone", coalesce(a.name, '') as name
  from claimed c left join accounts a on a.id = c.account_id`

/** Takes at most `limit` messages that are due. They are this node's until their lease ends. */
export const claim = (database: Queryable, channel: ChannelName, limit: number): Promise<Claimed[]> =>
  database.query<Claimed>(claimSql, [channel, limit])

/** The data may hold a secret, such as the token of a link, so it goes. The address stays where the managers have to see it. */
export const end = async (database: Queryable, id: string, outcome: 'sent' | 'failed' | 'expired', error?: string): Promise<void> => {
  await database.query(
    `update messages set outcome = $2, ended_at = now(), data = '{}', address = case when $2 = 'sent' then '' else address end,
       error = case $2 when 'failed' then left($3, ${longestError}) when 'expired' then coalesce(error, 'too late') end
     where id = $1 and ended_at is null`,
    [id, outcome, error ?? null],
  )
}

/** `isAttempt`: whether it counts; not where the service takes no message at all. */
export const postpone = async (
  database: Queryable,
  id: string,
  { afterMs, error, isAttempt }: { afterMs: number; error: string; isAttempt: boolean },
): Promise<void> => {
  await database.query(
    `update messages set due_at = now() + $2 * interval '1 ms', error = left($3, ${longestError}), attempts = attempts - $4
     where id = $1 and ended_at is null`,
    [id, afterMs, error, isAttempt ? 0 : 1],
  )
}
