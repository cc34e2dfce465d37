/** A line that the kitchen cannot make: it is taken out, or something else is offered. It takes two taps, because the customer is told at once. */
import { useSignal } from '@preact/signals'
import type { QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { portions } from '../../../ui/amended.ts'
import { Chips } from '../../../ui/chips.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form } from '../../../ui/form.tsx'
import { Stepper } from '../../../ui/stepper.tsx'
import { amend, amended, canOffer, closeAmend, type Item, isLast, type Substitute } from '../../state/amend.ts'
import { ReasonField } from '../reason-field.tsx'
import { FindSubstitute } from './find-substitute.tsx'

type Way = 'takeOut' | 'offer'

const Quantity = ({ item, value, change }: { item: Item; value: number; change: (to: number) => void }) =>
  item.quantity === 1 ? null : (
    <div class="row">
      <span>{t().tickets.amend.missing}</span>
      <Stepper of={item.name} value={value} least={1} most={item.quantity} change={change} />
    </div>
  )

/** What leaves the menu too. `value`: 'dish', 'nothing' or the id of a choice. */
const OffTheMenu = ({ item, value, choose }: { item: Item; value: string; choose: (what: string) => void }) => {
  const texts = t().tickets.amend
  const { name, choices = [] } = item
  if (choices.length === 0)
    return (
      <label>
        <input
          type="checkbox"
          checked={value === 'dish'}
          onChange={({ currentTarget }) => choose(currentTarget.checked ? 'dish' : 'nothing')}
        />
        {texts.soldOut(name)}
      </label>
    )
  const options: readonly (readonly [string, string])[] = [
    ['dish', name],
    ...choices.map((choice) => [choice.id, choice.name] as const),
    ['nothing', texts.staysOn],
  ]
  return (
    <>
      <p>{texts.offTheMenu}</p>
      <Chips label={texts.offTheMenu} options={options} value={value} choose={choose} />
    </>
  )
}

const AmendForm = ({ order, item }: { order: QueueOrder; item: Item }) => {
  const quantity = useSignal(item.quantity)
  const way = useSignal<Way>('takeOut')
  const off = useSignal('dish')
  const chosen = useSignal<Substitute | undefined>(undefined)
  const texts = t().tickets.amend
  const rejects = way.value === 'takeOut' && isLast(order, item, quantity.value)
  const submit = async ({ reason = '' }: Record<string, string>) => {
    const substitute = way.value === 'offer' && chosen.value ? { ...chosen.value, quantity: quantity.value } : undefined
    const isChoice = off.value !== 'dish' && off.value !== 'nothing'
    const soldOut = isChoice ? { choiceId: off.value } : off.value === 'dish' ? 'dish' : 'nothing'
    await amend(order, item, { quantity: quantity.value, reason, soldOut, substitute })
    closeAmend()
  }
  const ways: readonly (readonly [Way, string])[] = [
    ['takeOut', texts.takeOut],
    ['offer', texts.offer],
  ]
  const action = way.value === 'offer' ? texts.offerNow : rejects ? texts.rejectNow : texts.takeOutNow
  return (
    <Form action={action} submit={submit} disabled={way.value === 'offer' && !chosen.value}>
      <Quantity item={item} value={quantity.value} change={(to) => (quantity.value = to)} />
      {canOffer(order, item) && <Chips label={texts.what} options={ways} value={way.value} choose={(to) => (way.value = to)} />}
      {way.value === 'offer' && <FindSubstitute order={order} item={item} choose={(substitute) => (chosen.value = substitute)} />}
      <ReasonField label={t().staff.rejectWhy} offered={texts.reasons} start={texts.reasons[0]} />
      <OffTheMenu item={item} value={off.value} choose={(what) => (off.value = what)} />
      <p class="hint">{way.value === 'offer' ? texts.asked : rejects ? texts.last : texts.told}</p>
    </Form>
  )
}

export const AmendDialog = () => {
  if (!amended.value) return null
  const { order, item } = amended.value
  return (
    <Dialog title={t().tickets.amend.title(t().order.title(order.number), portions(item))} close={closeAmend}>
      <AmendForm order={order} item={item} />
    </Dialog>
  )
}
