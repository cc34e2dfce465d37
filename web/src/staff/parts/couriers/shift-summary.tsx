/** What came of a shift, once it has ended and the courier is signed out. */
import { money, number, t } from '../../../language/staff-language.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { shiftEnded } from '../../state/shift-ended.ts'
import { Figure } from '../figure.tsx'

const close = () => {
  shiftEnded.value = undefined
}

export const ShiftSummary = () => {
  if (!shiftEnded.value) return null
  const { shift, carried } = shiftEnded.value
  return (
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
}
