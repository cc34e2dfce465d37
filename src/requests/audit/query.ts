/** The query of `audit:list`. */
import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'

type Asked = Pick<z.output<typeof contract.auditList.input>, 'from' | 'to' | 'actorId' | 'orderId' | 'cursor'>

/** When the last entry was made (with microseconds), and its id. */
const pageKey = z.tuple([keyMoment, contract.id])

const personJson = (alias: string) =>
  `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`

/** Only the conditions that are asked for, so that each plan can use the index of its filter. */
export const auditQuery = ({ from, to, actorId, orderId, cursor }: Asked): { sql: string; bind: unknown[] } => {
  const bind: unknown[] = []
  const bound = (value: unknown) => `$${bind.push(value)}`
  const midnight = (day: string, later: number) =>
    `((${bound(day)}::date + ${later})::timestamp at time zone (select time_zone from store))`
  const [at, id] = cursor === undefined ? [] : decodeCursor(cursor, pageKey)
  const conditions = [
    ...(from === undefined ? [] : [`e.at >= ${midnight(from, 0)}`]),
    ...(to === undefined ? [] : [`e.at < ${midnight(to, 1)}`]),
    ...(actorId === undefined ? [] : [`e.actor_id = ${bound(actorId)}`]),
    ...(orderId === undefined ? [] : [`e.order_id = ${bound(orderId)}`]),
    ...(at === undefined ? [] : [`(e.at, e.id) < (${bound(at)}::timestamptz, ${bound(id)}::uuid)`]),
  ]
  const sql = `
    select json_strip_nulls(json_build_object('id', e.id, 'at', rfc3339(e.at), 'event', e.event, 'actor', e.actor, 'by', ${personJson('b')},
      'sessionId', e.session_id, 'order', case when o.id is not null then json_build_object('id', o.id, 'number', o.number) end,
      'account', ${personJson('a')}, 'refused', e.refused, 'times', e.times, 'payload', e.payload, 'before', e.before, 'after', e.after)) as item,
      json_build_array(e.at, e.id) as key
    from audit e left join accounts b on b.id = e.actor_id left join accounts a on a.id = e.account_id left join orders o on o.id = e.order_id
    ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
    order by e.at desc, e.id desc`
  return { sql, bind }
}
