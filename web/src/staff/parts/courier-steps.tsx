/** What a courier does besides the steps of the order: takes it, and collects what is due. */
import { useSignal } from '@preact/signals'
import type { Money, QueueOrder } from '#contract'
import { toMajorUnits } from '#currency'
import { money, t } from '../../language/staff-language.ts'
import { ActionButton } from '../../ui/action.tsx'
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
  <>
    {order.payment?.method === 'cash' && <Change due={due} />}
    <div class="beside">
      <ActionButton class="step" act={() => act(order, () => staff().request('payment:collect', { orderId: order.id, amount: due }))}>
        {t().staff.collect(money(due))}
      </ActionButton>
    </div>
  </>
)

export const CourierSteps = ({ order }: { order: QueueOrder }) => {
  const due = order.payment?.status === 'requires_capture' ? order.payment.amount : undefined
  return (
    <>
      {!order.courier && (
        <div class="beside">
          <ActionButton class="secondary outline" act={() => act(order, () => staff().request('order:assign', { orderId: order.id }))}>
            {t().staff.assign}
          </ActionButton>
        </div>
      )}
      {order.status === 'in_transit' && due && <Collect order={order} due={due} />}
    </>
  )
}
