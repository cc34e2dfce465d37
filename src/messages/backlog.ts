import type { Queryable } from '../database/database.ts'
import { type ChannelName, channelNames } from './channel.ts'

/** What waits in one channel. */
export interface WaitingMessages {
  /** Counted up to `mostCounted`. */
  waiting: number
  /** Those that were tried several times. */
  failing: number
  /** Of those that should have been sent: due and not tried, failing, or held back because the channel is unavailable. A message may be due later than it was queued. */
  oldestSeconds: number
}

export type MessageBacklog = Record<ChannelName, WaitingMessages>

const mostCounted = 10_000
/** Before that, an error may be a hiccup of the service. */
export const attemptsThatFail = 3

export const noMessages = (): MessageBacklog => ({
  email: { waiting: 0, failing: 0, oldestSeconds: 0 },
  push: { waiting: 0, failing: 0, oldestSeconds: 0 },
})

const sql = `
  select c.channel, count(m) as waiting, count(m) filter (where m.attempts >= ${attemptsThatFail}) as failing,
    coalesce(extract(epoch from now() - least(
      min(m.due_at) filter (where m.attempts = 0 and m.due_at <= now()),
      min(m.created_at) filter (where m.attempts >= ${attemptsThatFail} or m.attempts = 0 and m.error is not null)
    )), 0)::float as "oldestSeconds"
  from unnest($1::text[]) c(channel) left join lateral (
    select created_at, due_at, attempts, error from messages where channel = c.channel and ended_at is null limit ${mostCounted}
  ) m on true
  group by c.channel`

export const countMessages = async (database: Queryable): Promise<MessageBacklog> => {
  const counted = noMessages()
  const rows = await database.query<WaitingMessages & { channel: ChannelName }>(sql, [channelNames])
  for (const { channel, ...waiting } of rows) counted[channel] = waiting
  return counted
}
