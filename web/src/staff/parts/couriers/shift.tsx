/** The courier's own shift: since when, with how much cash; and what came of it at its end. */
import { useSignal } from '@preact/signals'
import type { Courier, RequestData } from '#contract'
import { dateTime, money, number, t } from '../../../language/staff-language.ts'
import { ActionButton, Problem } from '../../../ui/action.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useFollowed } from '../../state/followed.ts'
import { staff } from '../../state/session.ts'
import { Figure } from '../figure.tsx'
import { CashReport } from './cash-report.tsx'

type Ended = RequestData<'/staff', 'courier:end_shift'>

const readOwn = async (): Promise<Courier | undefined> => (await staff().request('courier:list', {})).couriers[0]

const Summary = ({ ended: { shift, carried }, close }: { ended: Ended; close: () => void }) => (
  <Dialog title={t().shift.done} close={close}>
    <dl class="tiles">
      <Figure name={t().shift.deliveries} value={number(shift.deliveries)} hint="" />
      <Figure name={t().shift.collected} value={money(shift.cash)} hint="" />
      <Figure name={t().shift.byCard} value={money(shift.pos)} hint="" />
      <Figure name={t().shift.tips} value={money(shift.tips)} hint="" />
    </dl>
    <p class={carried.amount > 0 ? 'notice' : 'hint'}>{carried.amount > 0 ? t().shift.handOver(money(carried)) : t().shift.nothing}</p>
    <button type="button" onClick={close}>
      {t().shift.close}
    </button>
  </Dialog>
)

const EndShift = ({ orders, onEnded }: { orders: Courier['orders']; onEnded: (ended: Ended) => void }) => {
  const asking = useSignal(false)
  const picked = orders.filter(({ status }) => status === 'in_transit').length
  const end = async () => {
    const ended = await staff().request('courier:end_shift', {})
    asking.value = false
    onEnded(ended)
  }
  return (
    <>
      <button type="button" class="secondary outline small" onClick={() => (asking.value = true)}>
        {t().shift.end}
      </button>
      {asking.value && (
        <Dialog title={t().shift.endTitle} close={() => (asking.value = false)}>
          <p>{orders.length > 0 ? t().shift.endOrders(picked, orders.length - picked) : t().shift.endPlain}</p>
          <ActionButton act={end}>{t().shift.end}</ActionButton>
        </Dialog>
      )}
    </>
  )
}

const Report = ({ revision }: { revision: string }) => {
  const isOpen = useSignal(false)
  return (
    <>
      <button type="button" class="secondary outline small" onClick={() => (isOpen.value = true)}>
        {t().shift.report}
      </button>
      {isOpen.value && (
        <Dialog title={t().shift.report} close={() => (isOpen.value = false)}>
          <CashReport revision={revision} />
        </Dialog>
      )}
    </>
  )
}

export const Shift = () => {
  const { value, problem } = useFollowed(readOwn)
  const ended = useSignal<Ended | undefined>(undefined)
  const own = value.value
  const start = async () => {
    value.value = (await staff().request('courier:start_shift', {})).courier
  }
  const onEnded = (now: Ended) => {
    ended.value = now
    if (own) value.value = { id: own.id, name: own.name, cash: now.carried, orders: [] }
  }
  return (
    <section class="shift" aria-label={t().shift.title}>
      <Problem>{problem.value}</Problem>
      {own && (
        <p class="row" role="status">
          {own.shift ? t().shift.since(dateTime(own.shift.startedAt)) : t().shift.off}
          {own.cash.amount > 0 && <strong>{t().shift.cash(money(own.cash))}</strong>}
        </p>
      )}
      {own && <Report revision={String(own.cash.amount)} />}
      {own?.shift && <EndShift orders={own.orders} onEnded={onEnded} />}
      {own && !own.shift && (
        <ActionButton class="step small" act={start}>
          {t().shift.start}
        </ActionButton>
      )}
      {ended.value && <Summary ended={ended.value} close={() => (ended.value = undefined)} />}
    </section>
  )
}
