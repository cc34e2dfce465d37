/** The PIN that the customer tells the courier at the door. */
import type { OrderStatus, QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form } from '../../../ui/form.tsx'
import { orders, roleNow } from '../../state/queue.ts'
import { ofPerson } from '../../state/session.ts'
import { advance } from '../../state/steps.ts'

const asked = ofPerson<QueueOrder | undefined>(undefined)

const needsPin = ({ pinTriesLeft }: QueueOrder, to: OrderStatus) =>
  to === 'delivered' && roleNow() === 'courier' && pinTriesLeft !== undefined

/** Takes the step, or asks for what it needs first. */
export const takeStep = async (order: QueueOrder, to: OrderStatus): Promise<void> => {
  if (needsPin(order, to)) asked.value = order
  else await advance(order, to)
}

const close = () => {
  asked.value = undefined
}

export const PinDialog = () => {
  if (!asked.value) return null
  const { id } = asked.value
  // wrong tries are counted meanwhile
  const order = orders.value.get(id) ?? asked.value
  const { number, pinTriesLeft: left = 0 } = order
  const submit = async ({ pin = '' }: { pin?: string }) => {
    await advance(order, 'delivered', { pin: pin.trim() })
    close()
  }
  return (
    <Dialog title={t().courier.pinOf(number)} close={close}>
      {left === 0 ? (
        <p role="alert">{t().courier.pinLocked}</p>
      ) : (
        <Form action={t().staff.to.delivered} submit={submit}>
          <Field
            label={t().courier.pin}
            name="pin"
            required
            pattern="[0-9]{4}"
            maxLength={4}
            inputMode="numeric"
            autocomplete="off"
            // the dialog gives it the focus, and a phone its keys
            autofocus
          />
          <p class="hint">{t().courier.triesLeft(left)}</p>
        </Form>
      )}
    </Dialog>
  )
}
