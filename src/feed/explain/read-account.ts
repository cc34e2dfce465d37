/** How an account is reached, from PostgreSQL: its sessions, its messages, its orders. */

import { deviceName } from '../../accounts/device.ts'
import type { Explanation } from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { withoutAddresses } from './read-order.ts'

export type StoredDevice = Omit<Explanation['devices'][number], 'sockets' | 'leaves'>

const devicesSql = `
  select s.id as "sessionId", s.user_agent as "userAgent", rfc3339(s.created_at) as "signedInAt", rfc3339(s.last_seen_at) as "lastSeenAt",
    coalesce(s.end_reason, case when s.expires_at <= now() then 'expired' end) as "endReason",
    exists (select from push_subscriptions p where p.session_id = s.id) as "hasPush"
  from sessions s where s.account_id = $1 order by s.last_seen_at desc, s.id desc limit 20`

const messagesSql = `
  select json_strip_nulls(json_build_object('channel', m.channel, 'template', m.template, 'outcome', coalesce(m.outcome, 'waits'), 'attempts', m.attempts,
    'at', rfc3339(m.created_at), 'endedAt', rfc3339(m.ended_at), 'nextAt', case when m.ended_at is null then rfc3339(m.due_at) end,
    'error', ${withoutAddresses("replace(m.error, m.address, '…')")})) as message
  from messages m where m.account_id = $1 order by m.id desc limit 20`

const ordersSql = `
  select o.id, o.number, o.status, rfc3339(o.placed_at) as "placedAt"
  from orders o where o.account_id = $1 order by o.placed_at desc, o.id desc limit 5`

export const accountStatements = [devicesSql, messagesSql, ordersSql]

interface DeviceRow extends Omit<StoredDevice, 'name' | 'endReason'> {
  userAgent: string | null
  endReason: string | null
}

const toDevice = ({ userAgent, endReason, ...device }: DeviceRow): StoredDevice => {
  const name = userAgent === null ? undefined : deviceName(userAgent)
  return { ...device, ...(name !== undefined && { name }), ...(endReason !== null && { endReason }) }
}

export const readDevices = async (database: Queryable, accountId: string): Promise<StoredDevice[]> =>
  (await database.query<DeviceRow>(devicesSql, [accountId])).map(toDevice)

export const readMessages = async (database: Queryable, accountId: string): Promise<Explanation['messages']> =>
  (await database.query<{ message: Explanation['messages'][number] }>(messagesSql, [accountId])).map(({ message }) => message)

export const readOrders = (database: Queryable, accountId: string): Promise<Explanation['orders']> => database.query(ordersSql, [accountId])
