import { useSignal } from '@preact/signals'
import { newRequestId } from '#client'
import type { Order, RequestPayload } from '#contract'
import { money, t } from '../../language/language.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { change } from '../state/changes.ts'

type Reason = RequestPayload<'/', 'order:cancel'>['reason']

const reasons: readonly Reason[] = ['changed_my_mind', 'ordered_by_mistake', 'too_slow', 'wrong_address', 'other']

export const Cancel = ({ order }: { order: Order }) => {
  const open = useSignal(false)
  if (!order.cancellation.allowed) return null
  const cancel = async ({ reason, comment }: Record<string, string>) => {
    const chosen = reasons.find((each) => each === reason) ?? 'other'
    const payload = { requestId: newRequestId(), orderId: order.id, reason: chosen, ...(comment && { comment }) }
    await change({ event: 'order:cancel', payload })
  }
  return (
    <>
      <button type="button" class="outline secondary" onClick={() => (open.value = true)}>
        {t().order.cancel}
      </button>
      {open.value && (
        <Dialog title={t().order.cancel} close={() => (open.value = false)}>
          <Form action={t().order.cancel} submit={cancel}>
            <fieldset>
              <legend>{t().order.cancelWhy}</legend>
              {reasons.map((reason, index) => (
                <label key={reason}>
                  <input type="radio" name="reason" value={reason} defaultChecked={index === 0} />
                  {t().order.reason[reason]}
                </label>
              ))}
            </fieldset>
            <Field label={t().order.comment} name="comment" maxLength={500} />
            {order.cancellation.refund && <p>{t().order.cancelRefund(money(order.cancellation.refund))}</p>}
          </Form>
          <button type="button" class="outline" onClick={() => (open.value = false)}>
            {t().order.cancelKeep}
          </button>
        </Dialog>
      )}
    </>
  )
}
