/** Why, in words that the customer reads: one of a few reasons with a tap, or words of one's own. */
import { useSignal } from '@preact/signals'
import { t } from '../../language/staff-language.ts'
import { Field } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'

interface Props {
  label: string
  offered: readonly string[]
  start?: string | undefined
}

export const ReasonField = ({ label, offered, start = '' }: Props) => {
  const text = useSignal(start)
  return (
    <>
      <Field
        label={label}
        name="reason"
        required
        maxLength={limits.reason}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value
        }}
      />
      {offered.length > 0 && (
        <fieldset class="chips quick-reasons" aria-label={t().tickets.quickReasons}>
          {offered.map((reason) => (
            <button key={reason} type="button" class="chip" aria-pressed={text.value === reason} onClick={() => (text.value = reason)}>
              {reason}
            </button>
          ))}
        </fieldset>
      )}
    </>
  )
}
