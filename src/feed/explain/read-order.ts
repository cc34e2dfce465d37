/** What happened to an order, from PostgreSQL. */
import type { Explanation } from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import type { FoundOrder } from './subject.ts'

type Payment = Explanation['payments'][number]

const namesSql = "select id, name from accounts where id = any ($1) and role <> 'customer'"

const actionsSql = `
  select json_strip_nulls(json_build_object('at', rfc3339(e.at), 'event', e.event, 'actor', e.actor, 'by', b.name, 'node', e.node, 'refused', e.refused)) as action
  from audit e left join accounts b on b.id = e.actor_id and b.role <> 'customer'
  where e.order_id = $1 order by e.at desc, e.id desc limit 30`

/** An error of a service may repeat an address. */
export const withoutAddresses = (column: string) => `regexp_replace(${column}, '\\S+@\\S+', '…', 'g')`

const paymentsSql = `
  select json_strip_nulls(json_build_object('method', p.method, 'status', p.status, 'amount', money(p.amount, p.currency), 'provider', p.provider,
      'reference', p.reference, 'at', rfc3339(p.created_at), 'changedAt', rfc3339(p.updated_at))) as payment,
    array(select json_strip_nulls(json_build_object('at', rfc3339(r.created_at), 'amount', money(r.amount, r.currency), 'status', r.status,
      'reason', r.reason, 'reference', r.reference)) from refunds r where r.payment_id = p.id order by r.created_at) as refunds,
    array(select json_strip_nulls(json_build_object('call', c.kind, 'attempts', c.attempts, 'nextAt', rfc3339(c.due_at),
      'error', ${withoutAddresses('c.error')})) from provider_calls c where c.payment_id = p.id order by c.due_at) as calls
  from payments p where p.order_id = $1 order by p.attempt`

export const orderStatements = [namesSql, actionsSql, paymentsSql]

const readSteps = async (database: Queryable, { timeline, takenBy }: FoundOrder): Promise<Explanation['steps']> => {
  const ids = (takenBy ?? []).flatMap(({ by }) => by ?? [])
  const rows = ids.length > 0 ? await database.query<{ id: string; name: string }>(namesSql, [ids]) : []
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return timeline.map(({ status, at }) => {
    const taken = takenBy?.find((step) => step.status === status && step.at === at)
    const by = taken?.by === undefined ? undefined : names.get(taken.by)
    return { at, status, ...(taken && { actor: taken.role }), ...(by !== undefined && { by }), ...(taken?.node && { node: taken.node }) }
  })
}

export const readOrder = async (database: Queryable, order: FoundOrder): Promise<Pick<Explanation, 'steps' | 'actions' | 'payments'>> => {
  const [steps, actions, payments] = await Promise.all([
    readSteps(database, order),
    database.query<{ action: Explanation['actions'][number] }>(actionsSql, [order.id]),
    database.query<{ payment: Omit<Payment, 'refunds' | 'calls'> } & Pick<Payment, 'refunds' | 'calls'>>(paymentsSql, [order.id]),
  ])
  return {
    steps,
    actions: actions.map(({ action }) => action).reverse(),
    payments: payments.map(({ payment, refunds, calls }) => ({ ...payment, refunds, calls })),
  }
}
