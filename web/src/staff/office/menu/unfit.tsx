import { choices, t } from '../../../language/staff-language.ts'
import type { Bound } from '../fields/field.tsx'
import { listIn } from '../values.ts'

/** The allergens in an ingredient, and the diets that it does not suit. */
export const Unfit = ({ value, set }: Bound) => {
  const chosen = listIn(value)
  const toggle = (key: string, isChosen: boolean) => set(isChosen ? [...chosen, key] : chosen.filter((each) => each !== key))
  const chips = (legend: string, options: readonly (readonly [key: string, text: string])[]) => (
    <fieldset class="chips">
      <legend>{legend}</legend>
      {options.map(([key, text]) => (
        <label key={key} class="chip">
          <input type="checkbox" checked={chosen.includes(key)} onChange={({ currentTarget }) => toggle(key, currentTarget.checked)} />
          {text}
        </label>
      ))}
    </fieldset>
  )
  return (
    <>
      {chips(t().editor.allergens, choices(t().allergen))}
      {chips(t().editor.notFor, choices(t().diet))}
    </>
  )
}
