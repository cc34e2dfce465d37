import { useSignal } from '@preact/signals'
import { newRequestId } from '#client'
import type { Order } from '#contract'
import { choices, money, t } from '../../language/page-language.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { change } from '../state/changes.ts'

export const Cancel = ({ order }: { order: Order }) => {
  const open = useSignal(false)
  if (!order.cancellation.allowed) return null
  const reasons = choices(t().order.reason)
  const cancel = async ({ reason, comment }: Record<string, string>) => {
    const [chosen] = reasons.find(([each]) => each === reason) ?? (['other'] as const)
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
              {reasons.map(([reason, text], index) => (
                <label key={reason}>
                  <input type="radio" name="reason" value={reason} defaultChecked={index === 0} />
                  {text}
                </label>
              ))}
            </fieldset>
            <Field label={t().order.comment} name="comment" maxLength={limits.note} />
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
