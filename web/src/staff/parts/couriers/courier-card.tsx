import { useSignal } from '@preact/signals'
import type { Courier } from '#contract'
import { ago, dateTime, money, t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { announce } from '../../../ui/announce.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { moment } from '../../../ui/now.ts'
import { staff } from '../../state/session.ts'
import { HandOver } from './hand-over.tsx'

interface Props {
  courier: Courier
  onChange: () => Promise<unknown>
}

/** A connection that was seen so lately is still there. */
const connectedMs = 90_000

const since = (at: string) => Math.max(0, moment.value - Date.parse(at))

const Whereabouts = ({ courier: { shift, locatedAt } }: Pick<Props, 'courier'>) => {
  if (!shift) return <p class="hint">{t().couriers.offShift}</p>
  const facts = [
    t().couriers.onShift(dateTime(shift.startedAt)),
    ...(since(shift.seenAt) > connectedMs ? [t().couriers.seen(ago(since(shift.seenAt)))] : []),
    locatedAt === undefined ? t().couriers.noPosition : t().couriers.located(ago(since(locatedAt))),
  ]
  return <p class="hint">{facts.join(' · ')}</p>
}

const Load = ({ courier: { orders } }: Pick<Props, 'courier'>) =>
  orders.length === 0 ? (
    <p class="hint">{t().couriers.noOrders}</p>
  ) : (
    <p class="load">
      {orders.map(({ id, number, status, strandedSince }) => (
        <span key={id} data-stranded={strandedSince !== undefined}>
          {t().couriers.order(number, strandedSince === undefined ? t().staff.column[status] : t().tickets.badge.stranded)}
        </span>
      ))}
    </p>
  )

const EndShift = ({ courier: { id: courierId, name }, onChange }: Props) => {
  const asking = useSignal(false)
  const end = async () => {
    await staff().request('courier:end_shift', { courierId })
    asking.value = false
    announce(t().couriers.ended(name))
    await onChange()
  }
  return (
    <>
      <button type="button" class="secondary outline" onClick={() => (asking.value = true)}>
        {t().couriers.endShift}
      </button>
      {asking.value && (
        <Dialog title={t().couriers.endTitle(name)} close={() => (asking.value = false)}>
          <p>{t().couriers.endMeans}</p>
          <ActionButton act={end}>{t().couriers.endShift}</ActionButton>
        </Dialog>
      )}
    </>
  )
}

export const CourierCard = ({ courier, onChange }: Props) => {
  const { id, name, shift, cash } = courier
  return (
    <article id={`courier-${id}`} aria-label={name} tabIndex={-1} data-on-shift={shift !== undefined}>
      <header>
        <h2 dir="auto">{name}</h2>
        <strong class="amount">{t().couriers.cash(money(cash))}</strong>
      </header>
      <Whereabouts courier={courier} />
      <Load courier={courier} />
      <div class="courier-acts">
        {cash.amount > 0 && <HandOver accountId={id} name={name} carried={cash} onChange={onChange} />}
        {shift && <EndShift courier={courier} onChange={onChange} />}
      </div>
    </article>
  )
}
