import type { Product } from '#contract'
import { money, number, t } from '../../language/language.ts'
import { Picture } from '../../picture/picture.tsx'
import { conflictsOf } from '../state/account.ts'
import { categoryOf } from '../state/menu.ts'

const Stars = ({ average, count }: Product['rating']) =>
  average === null ? null : (
    <span class="stars" role="img" aria-label={t().menu.rating(number(average), count)}>
      ★ {number(average)}
    </span>
  )

/** `why` is the reason of a recommendation; it replaces the description. */
export const DishCard = ({ product, why, open }: { product: Product; why?: string; open: () => void }) => (
  <article class="dish" data-sold-out={!product.available}>
    <Picture product={product} category={categoryOf(product)} />
    <div>
      <h3>
        <button type="button" class="plain" onClick={open}>
          {product.name}
        </button>
      </h3>
      <p>{why ?? product.description}</p>
      <p class="facts">
        <strong>{money(product.price)}</strong>
        {product.available ? <span>{t().menu.minutes(product.prepMinutes)}</span> : <span class="warning">{t().menu.soldOut}</span>}
        <Stars {...product.rating} />
        {conflictsOf(product).length > 0 && <span class="warning">{t().menu.conflict}</span>}
      </p>
    </div>
  </article>
)
