/** The corners of an area as text, a line for each: for keyboards, and to paste them. */
import { useSignal } from '@preact/signals'
import { o } from '../../../language/office.ts'
import { type Bound, Labelled, useFault } from '../fields/field.tsx'
import { cornersIn } from './area-map.tsx'

/** What is no number stays as it is, so that the gateway names it. */
const cornersOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line
        .split(/[,;\s]+/)
        .filter((part) => part !== '')
        .map((part) => (Number.isNaN(Number(part)) ? part : Number(part))),
    )

const textOf = (value: unknown): string =>
  cornersIn(value)
    .map(([lat, lng]) => `${lat}, ${lng}`)
    .join('\n')

export const CornerText = ({ field, value, set }: Bound) => {
  const typed = useSignal(textOf(value))
  // what is typed stays as it is while it means the value
  const shown = JSON.stringify(cornersOf(typed.value)) === JSON.stringify(value) ? typed.value : textOf(value)
  return (
    <Labelled label={o().settings.corners} hint={o().settings.cornersHint} fault={useFault(field, { inside: true })}>
      {(described) => (
        <textarea
          {...described}
          rows={4}
          value={shown}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value
            set(cornersOf(currentTarget.value))
          }}
        />
      )}
    </Labelled>
  )
}
