/** Why an order did not arrive, and what has become of the money. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Order, Payment } from '#contract'
import { dateTime, money, t } from '../../language/page-language.ts'
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

/** Orders tell no refunds, so they are asked for where there can be some. */
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
          refunds.value = payment.refunds
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
