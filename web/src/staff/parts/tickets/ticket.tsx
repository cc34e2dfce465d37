/** An order of the queue. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { QueueOrder, StaffOrder } from '#contract'
import { clock, dateTime, dayAndTime, t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { moment } from '../../../ui/now.ts'
import { areaCount } from '../../state/brand.ts'
import { ageOf, isForLater, minutesBetween, urgencyOf } from '../../state/due.ts'
import { acknowledge, type NewsKind, newsOf } from '../../state/news.ts'
import { isInQueue, roleNow } from '../../state/queue.ts'
import { staff } from '../../state/session.ts'
import { AssignCourier } from '../couriers/assign.tsx'
import { PrintTicket } from '../print-ticket.tsx'
import { Recipient, type Shown } from '../recipient.tsx'
import { Allergies } from './allergies.tsx'
import { Amendments } from './amendments.tsx'
import { Delay } from './delay.tsx'
import { Dishes } from './dishes.tsx'
import { usePacked } from './packed.ts'
import { TicketFooter } from './steps.tsx'

/** Longer waits are told by the clock. */
const longMinutes = 90

const Due = ({ order }: { order: QueueOrder }) => {
  const { promised } = order.eta
  if (isForLater(order, moment.value)) {
    return (
      <p class="due later">
        <time dateTime={promised}>{t().tickets.due(dayAndTime(promised))}</time>{' '}
        <span>{t().tickets.begin(dayAndTime(order.workBeginsAt))}</span>
      </p>
    )
  }
  const left = minutesBetween(moment.value, Date.parse(promised))
  const isNear = Math.abs(left) < longMinutes
  return (
    <p class="due">
      <time dateTime={promised}>{t().tickets.due(isNear ? clock(promised) : dateTime(promised))}</time>{' '}
      {left < 0 ? <strong>{t().tickets.lateBy(-left)}</strong> : isNear && <span>{t().tickets.dueIn(left)}</span>}
    </p>
  )
}

/** What stays on the ticket when it was acknowledged. */
const markOf = ({ shortSince, overdueSince, strandedSince }: QueueOrder): NewsKind | undefined => {
  if (strandedSince !== undefined && roleNow() === 'manager') return 'stranded'
  return shortSince !== undefined ? 'short' : overdueSince !== undefined ? 'overdue' : undefined
}

const Head = ({ order, hotkey }: { order: QueueOrder; hotkey: string | undefined }) => {
  const kind = newsOf.value.get(order.id) ?? markOf(order)
  return (
    <header>
      <p class="number">
        {hotkey !== undefined && <kbd>{hotkey}</kbd>} <strong>{order.number}</strong>{' '}
        {kind && (
          <span class="mark" data-kind={kind}>
            {t().tickets.badge[kind]}
          </span>
        )}
        {order.delayMinutes !== undefined && <span class="delayed">{t().tickets.delayBy(order.delayMinutes)}</span>}
        {roleNow() === 'kitchen' && order.status === 'in_preparation' && <span class="cooking">{t().staff.column[order.status]}</span>}
        {order.area && areaCount.value > 1 && <bdi class="area-tag">{order.area.name}</bdi>}
        <span class="age">{t().tickets.age(ageOf(order, moment.value))}</span>
      </p>
      <Due order={order} />
    </header>
  )
}

/** For couriers at once; managers unfold it. */
const Whereto = ({ order }: { order: Shown }) => {
  if (order.delivery.address === undefined) return null
  if (roleNow() !== 'manager') return <Recipient order={order} />
  return (
    <details class="more">
      <summary dir="auto">{order.delivery.address}</summary>
      <Recipient order={order} />
    </details>
  )
}

export const Ticket = ({ order, hotkey }: { order: QueueOrder; hotkey: string | undefined }) => {
  const element = useRef<HTMLElement>(null)
  usePacked(element)
  const whole = useSignal<StaffOrder | undefined>(undefined)
  const newest = whole.value && whole.value.version >= order.version ? whole.value : undefined
  const shown: Shown = newest ?? order
  const showWhole = async () => {
    whole.value = (await staff().request('order:get', { orderId: order.id })).order
  }
  useEffect(() => {
    // it has changed since it was read
    if (whole.peek() && !newest) void showWhole().catch(() => undefined)
  }, [order.version])
  const kind = newsOf.value.get(order.id)
  return (
    <article
      ref={element}
      class="ticket"
      id={`ticket-${order.id}`}
      tabIndex={-1}
      aria-label={t().order.title(order.number)}
      data-urgency={urgencyOf(order, moment.value)}
      data-status={order.status}
      data-news={kind}
      data-left={!isInQueue(order)}
      onPointerDown={() => kind && kind !== 'cancelled' && acknowledge(order.id)}
    >
      <Head order={order} hotkey={hotkey} />
      <Allergies order={shown} />
      <Dishes order={shown} queued={order} />
      <Amendments order={order} />
      <Whereto order={shown} />
      {order.shortened && !newest && (
        <ActionButton class="secondary outline small" act={showWhole}>
          {t().staff.wholeNotes}
        </ActionButton>
      )}
      <Delay order={order} />
      <AssignCourier order={order} />
      <PrintTicket order={order} />
      {roleNow() === 'manager' && (
        <a class="small" href={`#/activity/order/${order.id}`}>
          {t().activity.history}
        </a>
      )}
      <TicketFooter order={order} />
    </article>
  )
}
