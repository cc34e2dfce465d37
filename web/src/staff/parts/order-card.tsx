/** An order of the queue, with a button for every step that this role may take. */
import { useSignal } from '@preact/signals'
import type { Order, OrderStatus } from '#contract'
import { dateTime, money, t } from '../../language/language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { ingredientNames } from '../state/dishes.ts'
import { stepsFrom, storeOrder } from '../state/queue.ts'
import { session, staff } from '../state/session.ts'

const advance = async ({ id: orderId }: Order, to: OrderStatus, reason?: string) =>
  storeOrder((await staff().request('order:advance', { orderId, to, ...(reason && { reason }) })).order)

const Items = ({ order }: { order: Order }) => (
  <ul class="items">
    {order.items.map(({ productId, name, quantity, exclude, note }, index) => (
      <li key={`${productId} ${index}`}>
        <span>
          <strong>{quantity} ×</strong> {name}
          {exclude.length > 0 && <small class="warning">{t().basket.without(ingredientNames(productId, exclude).join(', '))}</small>}
          {note && <small>“{note}”</small>}
        </span>
      </li>
    ))}
  </ul>
)

const Delivery = ({ order: { delivery, note, payment } }: { order: Order }) => (
  <p>
    {delivery.address}
    {delivery.contactName && <small>{delivery.contactName}</small>}
    {delivery.phone && <a href={`tel:${delivery.phone.replaceAll(' ', '')}`}>{delivery.phone}</a>}
    {note && <small>“{note}”</small>}
    <small>
      {t().payment.method[payment.method]}: {t().payment.status[payment.status]}
    </small>
  </p>
)

/** A step that asks for a reason, which the customer reads. */
const WithReason = ({ order, to }: { order: Order; to: OrderStatus }) => {
  const open = useSignal(false)
  return (
    <>
      <button type="button" class="outline secondary" onClick={() => (open.value = true)}>
        {t().staff.to[to]}
      </button>
      {open.value && (
        <Dialog title={`${t().order.title(order.number)}: ${t().staff.to[to]}`} close={() => (open.value = false)}>
          <Form action={t().staff.to[to]} submit={({ reason }) => advance(order, to, reason)}>
            <Field label={t().staff.rejectWhy} name="reason" required maxLength={limits.reason} />
          </Form>
        </Dialog>
      )}
    </>
  )
}

const Courier = ({ order }: { order: Order }) => {
  const isDue = order.payment.status === 'requires_capture'
  const request = { orderId: order.id }
  return (
    <>
      {!order.courier && (
        <ActionButton class="outline" act={async () => storeOrder((await staff().request('order:assign', request)).order)}>
          {t().staff.assign}
        </ActionButton>
      )}
      {order.status === 'in_transit' && isDue && (
        <ActionButton act={async () => storeOrder((await staff().request('payment:collect', { ...request, amount: order.total })).order)}>
          {t().staff.collect(money(order.total))}
        </ActionButton>
      )}
    </>
  )
}

const needReason: readonly OrderStatus[] = ['rejected', 'returned']

export const OrderCard = ({ order }: { order: Order }) => {
  const role = session.value?.account.role
  const isLate = Date.parse(order.eta.latest) < Date.now()
  return (
    <article class="ticket" data-late={isLate} aria-label={t().order.title(order.number)}>
      <header>
        <strong>{order.number}</strong> <time dateTime={order.eta.latest}>{t().staff.due(dateTime(order.eta.latest))}</time>
      </header>
      <Items order={order} />
      {(role === 'courier' || role === 'manager') && <Delivery order={order} />}
      <footer>
        {role === 'courier' && <Courier order={order} />}
        {stepsFrom(order.status).map((to) =>
          needReason.includes(to) ? (
            <WithReason key={to} order={order} to={to} />
          ) : (
            <ActionButton key={to} act={() => advance(order, to)}>
              {t().staff.to[to]}
            </ActionButton>
          ),
        )}
      </footer>
    </article>
  )
}
