/** Why an order did not arrive, and what has become of the money. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Order, Payment } from '#contract'
import { dateTime, money, t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { save } from '../../ui/save.ts'
import { customer, session } from '../state/session.ts'

const reasonText = (reason: string) => {
  const known: Record<string, string> = t().order.reason
  return Object.hasOwn(known, reason) ? known[reason] : reason
}

export const Reason = ({ order: { reason, comment } }: { order: Order }) => {
  if (reason === undefined && comment === undefined) return null
  return (
    <p class="reason">
      {reason !== undefined && t().order.because(reasonText(reason) ?? '')}
      {comment !== undefined && <small>{t().quoted(comment)}</small>}
    </p>
  )
}

const Refund = ({ refund: { amount, reason, status, createdAt } }: { refund: Payment['refunds'][number] }) => (
  <li data-refund={status}>
    {t().refund[status](money(amount), dateTime(createdAt))}
    {reason !== 'order_ended' && <small>{t().refund.reason[reason]}</small>}
  </li>
)

const creditNote = async ({ id: orderId }: Order, adjustment: number) =>
  save(await customer().request('order:report', { format: 'pdf', orderId, adjustment }))

type Adjusted = Order['adjustments'][number]

/** What has become of the money. */
const stateOf = ({ amount, at, refund }: Adjusted) =>
  refund ? t().refund[refund.status](money(amount), dateTime(at)) : t().refund.lowered(money(amount))

/** What of the order was given back, why, and how far it is. */
export const Adjustments = ({ order }: { order: Order }) => {
  const given = order.adjustments.filter(({ amount }) => amount.amount > 0)
  if (given.length === 0) return null
  return (
    <ul class="refunds">
      {given.map((adjustment) => (
        <li key={adjustment.number} data-refund={adjustment.refund?.status ?? 'lowered'}>
          {stateOf(adjustment)}
          {adjustment.reason && <small dir="auto">{t().quoted(adjustment.reason)}</small>}
          <ActionButton
            class="secondary outline small"
            label={`${t().refund.creditNote}: ${money(adjustment.amount)}`}
            act={() => creditNote(order, adjustment.number)}
          >
            {t().refund.creditNote}
          </ActionButton>
        </li>
      ))}
    </ul>
  )
}

/** Of the other refunds orders tell nothing, so they are asked for where there can be some. */
const mayHaveRefunds = ({ payment, status }: Order) =>
  payment.status === 'refunded' ||
  payment.status === 'partially_refunded' ||
  (payment.status === 'succeeded' && ['cancelled', 'rejected', 'returned', 'expired'].includes(status))

export const Refunds = ({ order }: { order: Order }) => {
  const refunds = useSignal<Payment['refunds']>([])
  const isWanted = mayHaveRefunds(order)
  useEffect(() => {
    if (!isWanted || !session.value) return
    customer()
      .request('payment:get', { orderId: order.id })
      .then(
        ({ payment }) => {
          const told = new Set(order.adjustments.map(({ refund }) => refund?.id))
          refunds.value = payment.refunds.filter(({ id }) => !told.has(id))
        },
        // asked again with the next connection
        () => undefined,
      )
  }, [isWanted, order.id, order.version, order.payment.status, session.value])
  if (refunds.value.length === 0) return null
  return (
    <ul class="refunds">
      {refunds.value.map((refund) => (
        <Refund key={refund.id} refund={refund} />
      ))}
    </ul>
  )
}
