/** Percentages, written beside each other. */
import { useSignal } from '@preact/signals'
import { type Bound, Labelled, useFault } from '../fields/field.tsx'
import { listIn, textIn } from '../values.ts'

const percentsIn = (text: string): number[] =>
  text
    .split(/[\s,;%]+/)
    .filter((part) => part !== '')
    .map(Number)

export const Percents = ({ field, value, set, label, hint }: Bound & { label: string; hint: string }) => {
  const written = listIn(value).map(textIn).join(', ')
  // what is typed stays as it is while it means the value
  const typed = useSignal(written)
  const shown = percentsIn(typed.value).join(', ') === written ? typed.value : written
  return (
    <Labelled label={label} hint={hint} fault={useFault(field, { inside: true })}>
      {(described) => (
        <input
          {...described}
          inputMode="numeric"
          autocomplete="off"
          value={shown}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value
            set(percentsIn(currentTarget.value))
          }}
        />
      )}
    </Labelled>
  )
}
