/** An order of the queue, with a button for every step that this role may take. */
import { useSignal } from '@preact/signals'
import type { OrderStatus, QueueOrder, StaffOrder } from '#contract'
import { dateTime, t } from '../../language/language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { ingredientNames } from '../state/dishes.ts'
import { stepsFrom, storeOrder } from '../state/queue.ts'
import { session, staff } from '../state/session.ts'
import { CourierSteps } from './courier-steps.tsx'
import { Recipient, type Shown } from './recipient.tsx'

const advance = async ({ id: orderId }: QueueOrder, to: OrderStatus, { reason, note }: { reason?: string; note?: string } = {}) =>
  storeOrder((await staff().request('order:advance', { orderId, to, ...(reason && { reason }), ...(note && { note }) })).order)

const Items = ({ order }: { order: Shown }) => (
  <ul class="items">
    {order.items.map(({ productId, name, quantity, exclude, note }, index) => (
      <li key={`${productId} ${index}`}>
        <span>
          <strong>{quantity} ×</strong> {name}
          {exclude && exclude.length > 0 && (
            <small class="warning">{t().basket.without(ingredientNames(productId, exclude).join(', '))}</small>
          )}
          {note && <small>“{note}”</small>}
        </span>
      </li>
    ))}
  </ul>
)

/** A step that asks for a reason, which the customer reads, and for a note, which only the staff read. */
const WithReason = ({ order, to }: { order: QueueOrder; to: OrderStatus }) => {
  const open = useSignal(false)
  return (
    <>
      <button type="button" class="outline secondary" onClick={() => (open.value = true)}>
        {t().staff.to[to]}
      </button>
      {open.value && (
        <Dialog title={`${t().order.title(order.number)}: ${t().staff.to[to]}`} close={() => (open.value = false)}>
          <Form action={t().staff.to[to]} submit={(given) => advance(order, to, given)}>
            <Field label={t().staff.rejectWhy} name="reason" required maxLength={limits.reason} />
            <Field label={t().staff.staffNote} name="note" maxLength={limits.note} />
          </Form>
        </Dialog>
      )}
    </>
  )
}

const needReason: readonly OrderStatus[] = ['rejected', 'returned']

export const OrderCard = ({ order }: { order: QueueOrder }) => {
  const whole = useSignal<StaffOrder | undefined>(undefined)
  const shown: Shown = whole.value ?? order
  const role = session.value?.account.role
  const showWhole = async () => {
    whole.value = (await staff().request('order:get', { orderId: order.id })).order
  }
  const isLate = Date.parse(order.eta.latest) < Date.now()
  return (
    <article class="ticket" data-late={isLate} aria-label={t().order.title(order.number)}>
      <header>
        <strong>{order.number}</strong> <time dateTime={order.eta.latest}>{t().staff.due(dateTime(order.eta.latest))}</time>
      </header>
      <Items order={shown} />
      {order.delivery.address !== undefined && <Recipient order={shown} />}
      {order.shortened && !whole.value && (
        <ActionButton class="outline small" act={showWhole}>
          {t().staff.wholeNotes}
        </ActionButton>
      )}
      <footer>
        {role === 'courier' && <CourierSteps order={order} />}
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
