/** A manager records cash that a courier, or a colleague, has handed over. */
import { useSignal } from '@preact/signals'
import type { Money } from '#contract'
import { minorUnitDigits, toMajorUnits } from '#currency'
import { decimalSeparator, money, t } from '../../../language/staff-language.ts'
import { announce } from '../../../ui/announce.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form } from '../../../ui/form.tsx'
import { limits } from '../../../ui/limits.ts'
import { parseCash } from '../../state/change.ts'
import { staff } from '../../state/session.ts'

interface Props {
  accountId: string
  name: string
  carried: Money
  onChange: () => Promise<unknown>
}

const HandOverForm = ({ accountId, name, carried, onChange, close }: Props & { close: () => void }) => {
  const submit = async ({ amount: typed = '', settle, note }: Record<string, string>) => {
    const amount = parseCash(typed, carried.currency)
    if (!amount) throw new Error('not an amount, against the pattern')
    await staff().request('cash:hand_over', { accountId, amount, settle: settle !== undefined, ...(note !== undefined && { note }) })
    close()
    announce(t().couriers.recorded(money(amount), name))
    await onChange()
  }
  return (
    <Form action={t().couriers.record} submit={submit}>
      <Field
        label={t().couriers.amount(carried.currency)}
        name="amount"
        inputMode="decimal"
        required
        autocomplete="off"
        maxLength={12}
        pattern="[\s\d]{1,9}([.,]\d{1,4})?"
        title={t().couriers.notAmount}
        defaultValue={toMajorUnits(carried).toFixed(minorUnitDigits(carried.currency)).replace('.', decimalSeparator.value)}
      />
      <label>
        <input type="checkbox" name="settle" />
        {t().couriers.settle}
      </label>
      <Field label={t().couriers.note} name="note" maxLength={limits.reason} />
    </Form>
  )
}

export const HandOver = (props: Props) => {
  const asking = useSignal(false)
  const close = () => {
    asking.value = false
  }
  return (
    <>
      <button type="button" class="secondary outline" onClick={() => (asking.value = true)}>
        {t().couriers.handOver}
      </button>
      {asking.value && (
        <Dialog title={t().couriers.handOverTitle(props.name)} close={close}>
          <p>{t().couriers.carries(money(props.carried))}</p>
          <HandOverForm {...props} close={close} />
        </Dialog>
      )}
    </>
  )
}
