/** Everything about one dish, and the choices to make before it goes into the basket. */
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Product } from '#contract'
import { listed } from '../../language/isolate.ts'
import { money, t } from '../../language/language.ts'
import { Picture } from '../../picture/picture.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { limits } from '../../ui/limits.ts'
import { isEdible } from '../../ui/shop-kind.ts'
import { Stepper } from '../../ui/stepper.tsx'
import { conflictsOf } from '../state/account.ts'
import { add } from '../state/basket.ts'
import { allergensOfChoices, chosenOf, missingOf, unitPriceOf } from '../state/choices.ts'
import { allergensOf } from '../state/fit.ts'
import { categoryOf } from '../state/menu.ts'
import { DishOptions } from './dish-options.tsx'
import { restrictionName } from './restrictions.ts'
import { Stars } from './stars.tsx'

interface Exclusion {
  product: Product
  excluded: readonly string[]
  toggle: (id: string) => void
}

/** What the dish is made of, and what of it can be left out. */
const Ingredients = ({ product: { ingredients }, excluded, toggle }: Exclusion) => {
  const removable = ingredients.filter((each) => each.removable)
  const fixed = ingredients.filter((each) => !each.removable)
  return (
    <fieldset>
      <legend>{t().dish.ingredients}</legend>
      {fixed.length > 0 && <p class="hint">{listed(fixed.map(({ name }) => name))}</p>}
      {removable.length > 0 && <p class="hint">{t().dish.leaveOut}</p>}
      <div class="chips">
        {removable.map(({ id, name }) => (
          <label key={id} class="chip">
            <input type="checkbox" checked={!excluded.includes(id)} onChange={() => toggle(id)} />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const About = ({ product, excluded, chosen }: { product: Product; excluded: readonly string[]; chosen: readonly string[] }) => {
  const conflicts = conflictsOf(product, excluded)
  const diets = product.diets.filter((diet) => chosenOf(product, chosen).every((choice) => choice.diets.includes(diet)))
  const allergens = [...new Set([...allergensOf(product, excluded), ...allergensOfChoices(product, chosen)])]
  return (
    <>
      {conflicts.length > 0 && (
        <p class="warning">
          {t().menu.conflict}: {conflicts.map(restrictionName).join(', ')}
        </p>
      )}
      <p class="facts">
        <strong>{money(product.price)}</strong>
        <span>{t().menu.minutes(product.prepMinutes)}</span>
        <Stars {...product.rating} />
      </p>
      <p>{product.description}</p>
      {diets.length > 0 && (
        <p class="tags">
          {diets.map((diet) => (
            <span key={diet}>{t().diet[diet]}</span>
          ))}
        </p>
      )}
      {(isEdible.value || allergens.length > 0) && (
        <p>
          <strong>{t().dish.allergens}:</strong> {allergens.map((allergen) => t().allergen[allergen]).join(', ') || t().dish.noAllergens}
        </p>
      )}
    </>
  )
}

/** Leads to what must still be chosen. */
const focusOption = (id: string): void => {
  document.querySelector<HTMLInputElement>(`#option-${id} input:not(:disabled)`)?.focus()
}

export const DishDialog = ({ product, close }: { product: Product; close: () => void }) => {
  const quantity = useSignal(1)
  const excluded = useSignal<readonly string[]>([])
  const chosen = useSignal<readonly string[]>([])
  const note = useSignal('')
  const toggle = (id: string) => {
    excluded.value = excluded.value.includes(id) ? excluded.value.filter((other) => other !== id) : [...excluded.value, id]
  }
  const missing = missingOf(product, chosen.value)
  const isPut = useRef(false)
  const put = () => {
    // a double click puts it in once
    if (isPut.current) return
    if (missing) return focusOption(missing.id)
    isPut.current = true
    add({ product, quantity: quantity.value, exclude: excluded.value, choices: chosen.value, note: note.value.trim() })
    close()
  }
  const unitPrice = unitPriceOf({ product, choices: chosen.value })
  const price = { ...unitPrice, amount: unitPrice.amount * quantity.value }
  const action = missing ? t().dish.choose(missing.name) : t().dish.add(money(price))
  return (
    <Dialog title={product.name} close={close} picture={<Picture product={product} category={categoryOf(product)} />}>
      <About product={product} excluded={excluded.value} chosen={chosen.value} />
      <DishOptions product={product} chosen={chosen.value} choose={(ids) => (chosen.value = ids)} />
      <Ingredients product={product} excluded={excluded.value} toggle={toggle} />
      <label>
        {t().dish.note}
        <input maxLength={limits.note} value={note.value} onInput={({ currentTarget }) => (note.value = currentTarget.value)} />
      </label>
      <footer class="row">
        <Stepper of={product.name} value={quantity.value} least={1} change={(to) => (quantity.value = to)} />
        <button type="button" onClick={put} disabled={!product.available}>
          {product.available ? action : t().menu.soldOut}
        </button>
      </footer>
    </Dialog>
  )
}
