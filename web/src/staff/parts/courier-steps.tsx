/** What a courier does besides the steps of the order: takes it, gives it back, and collects what is due. */
import { useSignal } from '@preact/signals'
import type { Money, QueueOrder } from '#contract'
import { toMajorUnits } from '#currency'
import { clock, money, t } from '../../language/staff-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { moment } from '../../ui/now.ts'
import { likelyCash, parseCash } from '../state/change.ts'
import { staff } from '../state/session.ts'
import { act } from '../state/steps.ts'

const Change = ({ due }: { due: Money }) => {
  const typed = useSignal('')
  const given = parseCash(typed.value, due.currency)
  const rest = given && { ...given, amount: given.amount - due.amount }
  return (
    <fieldset class="change">
      <legend>{t().courier.received}</legend>
      <div class="choices">
        {likelyCash(due).map((sum) => (
          <button
            key={sum.amount}
            type="button"
            class="secondary outline small"
            aria-pressed={given?.amount === sum.amount}
            onClick={() => (typed.value = String(toMajorUnits(sum)))}
          >
            {money(sum)}
          </button>
        ))}
        <input
          inputMode="decimal"
          aria-label={t().courier.receivedAmount}
          placeholder={t().courier.receivedAmount}
          maxLength={12}
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
      </div>
      <output>
        {rest && (rest.amount < 0 ? t().courier.missing(money({ ...rest, amount: -rest.amount })) : t().courier.giveBack(money(rest)))}
      </output>
    </fieldset>
  )
}

const Collect = ({ order, due }: { order: QueueOrder; due: Money }) => (
  <ActionButton
    class="step"
    act={() => act(order, 'collect', () => staff().request('payment:collect', { orderId: order.id, amount: due }))}
  >
    {t().staff.collect(money(due))}
  </ActionButton>
)

/** What is to be collected at the door, once the order is out. */
const dueOf = ({ status, payment }: QueueOrder) =>
  status === 'in_transit' && payment?.status === 'requires_capture' ? payment.amount : undefined

const Take = ({ order }: { order: QueueOrder }) => (
  <ActionButton class="secondary outline" act={() => act(order, 'assign', () => staff().request('order:assign', { orderId: order.id }))}>
    {t().staff.assign}
  </ActionButton>
)

const GiveBack = ({ order }: { order: QueueOrder }) => (
  <ActionButton
    class="secondary outline"
    act={() => act(order, 'unassign', () => staff().request('order:unassign', { orderId: order.id }))}
  >
    {t().shift.giveBack}
  </ActionButton>
)

/** The door stays shut: the customer is told how long the courier waits. */
const AtDoor = ({ order }: { order: QueueOrder }) =>
  order.atDoorUntil === undefined ? (
    <ActionButton
      class="secondary outline"
      act={() => act(order, 'wait at door', () => staff().request('order:wait_at_door', { orderId: order.id }))}
    >
      {t().courier.noAnswer}
    </ActionButton>
  ) : (
    <p class="hint" role="status">
      {Date.parse(order.atDoorUntil) > moment.value ? t().courier.waitUntil(clock(order.atDoorUntil)) : t().courier.waited}
    </p>
  )

export const CourierSteps = ({ order }: { order: QueueOrder }) => {
  const due = dueOf(order)
  const isOut = order.status === 'in_transit'
  return (
    <>
      {order.courier && due && order.payment?.method === 'cash' && <Change due={due} />}
      <div class="beside">
        {!order.courier && <Take order={order} />}
        {order.courier && !isOut && <GiveBack order={order} />}
        {order.courier && due && <Collect order={order} due={due} />}
        {isOut && !order.delivery.leaveAtDoor && <AtDoor order={order} />}
      </div>
    </>
  )
}

/** A manager who brings the order, or helps the courier, collects too. */
export const ManagerCollects = ({ order }: { order: QueueOrder }) => {
  const due = dueOf(order)
  return due ? (
    <div class="due-here">
      <Collect order={order} due={due} />
    </div>
  ) : null
}
