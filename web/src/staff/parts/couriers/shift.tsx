/** The courier's own shift: since when, with how much cash. */
import { useSignal } from '@preact/signals'
import type { Courier } from '#contract'
import { dateTime, money, t } from '../../../language/staff-language.ts'
import { ActionButton, Problem } from '../../../ui/action.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useFollowed } from '../../state/followed.ts'
import { staff } from '../../state/session.ts'
import { shiftEnded } from '../../state/shift-ended.ts'
import { CashReport } from './cash-report.tsx'

const readOwn = async (): Promise<Courier | undefined> => (await staff().request('courier:list', {})).couriers[0]

const EndShift = ({ orders }: { orders: Courier['orders'] }) => {
  const asking = useSignal(false)
  const picked = orders.filter(({ status }) => status === 'in_transit').length
  const end = async () => {
    shiftEnded.value = await staff().request('courier:end_shift', {})
    asking.value = false
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
  const { value, problem, put } = useFollowed(readOwn)
  const own = value.value
  const start = async () => {
    put((await staff().request('courier:start_shift', {})).courier)
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
      {own?.shift && <EndShift orders={own.orders} />}
      {own && !own.shift && (
        <ActionButton class="step small" act={start}>
          {t().shift.start}
        </ActionButton>
      )}
    </section>
  )
}
