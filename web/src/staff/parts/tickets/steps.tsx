/** The buttons of a ticket. Each kind has its own place: the next step on the right, what goes with it on the left, what ends the order below. */
import type { OrderStatus, QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { moment } from '../../../ui/now.ts'
import { openOffer } from '../../state/amend.ts'
import { isForLater } from '../../state/due.ts'
import { held } from '../../state/hold.ts'
import { acknowledge, newsOf } from '../../state/news.ts'
import { isInQueue, roleNow, stepsFrom } from '../../state/queue.ts'
import { refunding } from '../../state/refund.ts'
import { CourierSteps, ManagerCollects } from '../courier-steps.tsx'
import { takeStep } from './pin-dialog.tsx'
import { askWhy } from './reason-dialog.tsx'

const endings: readonly OrderStatus[] = ['rejected', 'returned']

/** The step that Enter and a bump bar take. Only managers begin with an order for later; none is ready while its customer has to answer. */
export const nextStepOf = (order: QueueOrder): OrderStatus | undefined => {
  if (roleNow() !== 'manager' && isForLater(order, moment.value)) return undefined
  const next = stepsFrom(order.status).find((to) => !endings.includes(to))
  return next === 'ready_for_pickup' && openOffer(order) ? undefined : next
}

const Steps = ({ order }: { order: QueueOrder }) => {
  const next = nextStepOf(order)
  const ends = stepsFrom(order.status).filter((to) => endings.includes(to))
  return (
    <>
      {roleNow() === 'courier' && <CourierSteps order={order} />}
      {roleNow() === 'manager' && <ManagerCollects order={order} />}
      {!next && openOffer(order) && <p class="rests next">{t().tickets.amend.waiting}</p>}
      {next && (
        <div class="next">
          <ActionButton class="step" act={() => takeStep(order, next)}>
            {t().staff.to[next]}
          </ActionButton>
        </div>
      )}
      {(ends.length > 0 || roleNow() === 'manager') && (
        <div class="ends">
          {roleNow() === 'manager' && (
            <button type="button" class="secondary outline small" onClick={() => (refunding.value = { orderId: order.id })}>
              {t().money.refund}
            </button>
          )}
          {ends.map((to) => (
            <button key={to} type="button" class="secondary outline small" onClick={() => askWhy(order, to)}>
              {t().staff.to[to]}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

/** After a change there are no buttons for a while: a second tap would be meant for what was there before. */
export const TicketFooter = ({ order }: { order: QueueOrder }) => {
  const isCancelled = newsOf.value.get(order.id) === 'cancelled'
  const isResting = held.value.has(order.id) || !isInQueue(order)
  const hasTwoPlaces = roleNow() !== 'warehouse'
  return (
    <footer data-places={hasTwoPlaces ? 2 : 1} data-role={roleNow()}>
      {isCancelled && !held.value.has(order.id) ? (
        <button type="button" class="secondary outline" onClick={() => acknowledge(order.id)}>
          {t().tickets.seen}
        </button>
      ) : isResting ? (
        <p class="rests">{t().staff.column[order.status]}</p>
      ) : (
        <Steps order={order} />
      )}
    </footer>
  )
}
