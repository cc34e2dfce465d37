import { listed } from '../../language/isolate.ts'
import { money, t } from '../../language/page-language.ts'
import { Picture } from '../../picture/picture.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { ObstaclesOfLine } from '../checkout/line-obstacles.tsx'
import { type Line, lines, setQuantity } from '../state/basket.ts'
import { allergensOfChoices, chosenOf, unitPriceOf } from '../state/choices.ts'
import { allergensOf } from '../state/fit.ts'
import { categoryOf } from '../state/menu.ts'

const LineOfBasket = ({ line, index }: { line: Line; index: number }) => {
  const { product, quantity, exclude, choices, note } = line
  const chosen = chosenOf(product, choices).map(({ name }) => name)
  const without = product.ingredients.filter(({ id }) => exclude.includes(id)).map(({ name }) => name)
  const allergens = [...new Set([...allergensOf(product, exclude), ...allergensOfChoices(product, choices)])].map(
    (allergen) => t().allergen[allergen],
  )
  return (
    <li>
      <Picture product={product} category={categoryOf(product)} />
      <div>
        <strong>{product.name}</strong>
        {chosen.length > 0 && <p class="hint">{listed(chosen)}</p>}
        {without.length > 0 && <p class="hint">{t().basket.without(listed(without))}</p>}
        {note && <p class="hint">{t().quoted(note)}</p>}
        {allergens.length > 0 && <p class="hint">{t().basket.contains(allergens.join(', '))}</p>}
        <div class="row">
          <Stepper of={product.name} value={quantity} least={1} change={(to) => setQuantity(index, to)} />
          <span class="sum">{money({ ...product.price, amount: unitPriceOf(line).amount * quantity })}</span>
          <button type="button" class="plain remove" aria-label={t().basket.remove(product.name)} onClick={() => setQuantity(index, 0)}>
            ✕
          </button>
        </div>
        <ObstaclesOfLine line={line} index={index} />
      </div>
    </li>
  )
}

export const BasketLines = () => (
  <ul class="lines">
    {lines.value.map((line, index) => (
      <LineOfBasket key={`${line.product.id} ${line.exclude.join()} ${line.choices.join()} ${line.note}`} line={line} index={index} />
    ))}
  </ul>
)
