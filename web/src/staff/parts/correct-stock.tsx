import { useSignal } from '@preact/signals'
import type { RequestData, RequestPayload } from '#contract'
import { choices, t } from '../../language/staff-language.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { staff } from '../state/session.ts'

type Stock = RequestData<'/staff', 'stock:list'>['stock'][number]
type Reason = RequestPayload<'/staff', 'stock:adjust'>['reason']

/** A dialog for what has been counted, thrown away or entered wrongly. */
export const CorrectStock = ({ stock, onChange }: { stock: Stock; onChange: (stock: Stock) => void }) => {
  const isOpen = useSignal(false)
  const reason = useSignal<Reason>('count')
  const { ingredient, unit, onHand } = stock
  const correct = async ({ amount, note }: Record<string, string>) => {
    const correction = { ingredientId: ingredient.id, onHand: Number(amount), reason: reason.value, ...(note && { note }) }
    onChange((await staff().request('stock:adjust', correction)).stock)
    isOpen.value = false
  }
  return (
    <>
      <button
        type="button"
        class="secondary outline small"
        aria-label={t().warehouse.correctTitle(ingredient.name)}
        onClick={() => (isOpen.value = true)}
      >
        {t().warehouse.correct}
      </button>
      {isOpen.value && (
        <Dialog title={t().warehouse.correctTitle(ingredient.name)} close={() => (isOpen.value = false)}>
          <Form action={t().warehouse.correct} submit={correct}>
            <Field
              label={t().warehouse.counted(t().warehouse.unit(unit))}
              name="amount"
              type="number"
              inputMode="numeric"
              min={0}
              max={limits.units}
              required
              defaultValue={String(onHand)}
            />
            <fieldset>
              <legend>{t().warehouse.why}</legend>
              {choices(t().warehouse.reasons).map(([each, text]) => (
                <label key={each}>
                  <input type="radio" name="reason" checked={reason.value === each} onChange={() => (reason.value = each)} />
                  {text}
                </label>
              ))}
            </fieldset>
            <Field label={t().warehouse.note} name="note" maxLength={limits.note} />
          </Form>
        </Dialog>
      )}
    </>
  )
}
