/** How much of each ingredient one portion needs. */
import { useSignal } from '@preact/signals'
import type { ShopEntry } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { entriesOf } from '../shop.ts'
import { codeOf, type Fields, fieldsIn, nameOf, textIn } from '../values.ts'
import { type Bound, useFault } from './field.tsx'

interface Removable {
  isRemovable: boolean
  setRemovable: (isRemovable: boolean) => void
}

interface LineProps {
  ingredient: string
  found: ShopEntry | undefined
  field: string
  quantity: unknown
  change: (quantity: number | null) => void
  remove: () => void
  removable: Removable | undefined
}

const Line = ({ ingredient, found, field, quantity, change, remove, removable }: LineProps) => {
  const name = found ? nameOf(found) : ingredient
  const unit = t().warehouse.unit(textIn(found?.entry.unit))
  const fault = useFault(`${field}.${ingredient}`)
  return (
    <li>
      <span class="ingredient">{name}</span>
      <span class="quantity">
        <input
          type="number"
          inputMode="numeric"
          min={1}
          aria-label={t().editor.quantity(name, unit)}
          aria-invalid={fault ? 'true' : undefined}
          value={textIn(quantity)}
          onInput={({ currentTarget: { value } }) => change(value === '' ? null : Number(value))}
        />
        <span aria-hidden="true">{unit}</span>
      </span>
      {removable && (
        <label class="flag">
          <input
            type="checkbox"
            checked={removable.isRemovable}
            onChange={({ currentTarget }) => removable.setRemovable(currentTarget.checked)}
          />
          {t().editor.removable}
        </label>
      )}
      <button type="button" class="plain remove" aria-label={t().editor.removeOf(name)} onClick={remove}>
        ✕
      </button>
      {fault && <small class="fault">{fault}</small>}
    </li>
  )
}

const AddIngredient = ({ taken, add }: { taken: Fields; add: (code: string) => void }) => {
  const chosen = useSignal('')
  const offered = entriesOf('ingredients')
    .filter((entry) => !Object.hasOwn(taken, codeOf(entry)))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
  return (
    <div class="add">
      <select
        aria-label={t().editor.ingredient}
        value={chosen.value}
        onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
      >
        <option value="">{t().editor.ingredient}</option>
        {offered.map((entry) => (
          <option key={codeOf(entry)} value={codeOf(entry)}>
            {nameOf(entry)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="secondary outline small"
        disabled={chosen.value === ''}
        onClick={() => {
          add(chosen.value)
          chosen.value = ''
        }}
      >
        {t().editor.add}
      </button>
    </div>
  )
}

interface Props extends Bound {
  label: string
  /** The ingredients that a customer may leave out. Absent where that cannot be said. */
  removable?: { codes: readonly string[]; set: (codes: string[]) => void }
}

export const Recipe = ({ field, label, value, set, removable }: Props) => {
  const recipe = fieldsIn(value)
  const fault = useFault(field)
  const known = new Map(entriesOf('ingredients').map((entry) => [codeOf(entry), entry]))
  const withoutIt = (code: string) => removable?.codes.filter((each) => each !== code) ?? []
  const removableOf = (code: string): Removable | undefined =>
    removable && {
      isRemovable: removable.codes.includes(code),
      setRemovable: (isRemovable) => removable.set(isRemovable ? [...withoutIt(code), code] : withoutIt(code)),
    }
  const remove = (code: string) => {
    set(Object.fromEntries(Object.entries(recipe).filter(([each]) => each !== code)))
    removable?.set(withoutIt(code))
  }
  return (
    <fieldset class="recipe">
      <legend>{label}</legend>
      <ul>
        {Object.entries(recipe).map(([code, quantity]) => (
          <Line
            key={code}
            ingredient={code}
            found={known.get(code)}
            field={field}
            quantity={quantity}
            change={(changed) => set({ ...recipe, [code]: changed })}
            remove={() => remove(code)}
            removable={removableOf(code)}
          />
        ))}
      </ul>
      {fault && <small class="fault">{fault}</small>}
      <AddIngredient taken={recipe} add={(code) => set({ ...recipe, [code]: 1 })} />
    </fieldset>
  )
}
