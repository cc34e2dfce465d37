import type { Product } from '#contract'
import { money, t } from '../../language/language.ts'
import { Picture } from '../../picture/picture.tsx'
import { Icon } from '../../ui/icon.tsx'
import { limits } from '../../ui/limits.ts'
import { conflictsOf } from '../state/account.ts'
import { missingOf } from '../state/choices.ts'
import { categoryOf } from '../state/menu.ts'
import { addPortion, portionsOf, removePortion } from '../state/portions.ts'
import { servedToday } from '../state/served.ts'
import { Stars } from './stars.tsx'

/** One tap adds the dish; then it becomes a stepper. What does not fit the customer's diet, or requires a choice, is looked at first. */
const Quick = ({ product, open }: { product: Product; open: () => void }) => {
  const portions = portionsOf(product.id)
  if (!product.available && portions === 0) return null
  const isDoubtful = portions === 0 && (conflictsOf(product).length > 0 || missingOf(product, []) !== undefined)
  return (
    <div class="quick" data-portions={portions}>
      {portions > 0 && (
        <>
          <button type="button" aria-label={t().menu.removeOne(product.name)} onClick={() => removePortion(product.id)}>
            <Icon name="minus" />
          </button>
          <output aria-label={t().menu.portions(portions)}>{portions}</output>
        </>
      )}
      <button
        type="button"
        aria-label={t().menu.addOne(product.name)}
        disabled={!product.available || portions >= limits.quantity}
        onClick={isDoubtful ? open : () => addPortion(product)}
      >
        <Icon name="plus" />
      </button>
    </div>
  )
}

const Served = ({ product }: { product: Product }) => {
  const times = servedToday(product)
  return times === undefined ? null : <span>{t().menu.served(times)}</span>
}

/** `why` is the reason of a recommendation; it replaces the description. */
export const DishCard = ({ product, why, open }: { product: Product; why?: string; open: () => void }) => (
  <article class="dish" data-sold-out={!product.available}>
    <div class="text">
      <h3>
        <button type="button" class="plain" onClick={open}>
          {product.name}
        </button>
      </h3>
      <p class="about">{why ?? product.description}</p>
      <p class="facts">
        <strong>{money(product.price)}</strong>
        {product.available ? <span>{t().menu.minutes(product.prepMinutes)}</span> : <span class="warning">{t().menu.soldOut}</span>}
        <Served product={product} />
        <Stars {...product.rating} />
        {conflictsOf(product).length > 0 && <span class="warning">{t().menu.conflict}</span>}
      </p>
    </div>
    <Picture product={product} category={categoryOf(product)} />
    <Quick product={product} open={open} />
  </article>
)
