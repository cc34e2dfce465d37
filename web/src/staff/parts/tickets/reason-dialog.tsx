/** A step that asks for a reason, which the customer reads, and for a note, which only the staff read. */
import type { OrderStatus, QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form } from '../../../ui/form.tsx'
import { limits } from '../../../ui/limits.ts'
import { roleNow } from '../../state/queue.ts'
import { ofPerson } from '../../state/session.ts'
import { advance } from '../../state/steps.ts'
import { ReasonField } from '../reason-field.tsx'

/** Not part of the ticket: it stays open where the ticket moves on meanwhile. */
const asked = ofPerson<{ order: QueueOrder; to: OrderStatus } | undefined>(undefined)

export const askWhy = (order: QueueOrder, to: OrderStatus): void => {
  asked.value = { order, to }
}

const close = () => {
  asked.value = undefined
}

/** What is usual: for the kitchen, and for a courier who has waited at the door. */
const usualReasons = ({ atDoorUntil }: QueueOrder, to: OrderStatus): readonly string[] => {
  if (to === 'rejected') return t().tickets.rejectReasons
  return to === 'returned' && atDoorUntil !== undefined ? [t().courier.noAnswerReason] : []
}

export const ReasonDialog = () => {
  if (!asked.value) return null
  const { order, to } = asked.value
  const isPaid = order.payment?.status === 'succeeded' || order.payment?.status === 'partially_refunded'
  const submit = async ({ keepPayment, ...given }: { reason?: string; note?: string; keepPayment?: string }) => {
    await advance(order, to, { ...given, keepPayment: keepPayment !== undefined })
    close()
  }
  return (
    <Dialog title={`${t().order.title(order.number)}: ${t().staff.to[to]}`} close={close}>
      <Form action={t().staff.to[to]} submit={submit}>
        <ReasonField label={t().staff.rejectWhy} offered={usualReasons(order, to)} />
        <Field label={t().staff.staffNote} name="note" maxLength={limits.note} />
        {to === 'returned' && isPaid && roleNow() === 'manager' && (
          <label>
            <input type="checkbox" name="keepPayment" />
            {t().money.keepPayment}
          </label>
        )}
      </Form>
    </Dialog>
  )
}
