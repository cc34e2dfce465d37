import { money, t } from '../../language/language.ts'
import { count, subtotal } from '../state/basket.ts'

/** The way to the basket, in sight as long as there is something in it. It also tells screen readers what a press on the menu has changed. */
export const BasketBar = () => {
  const { value: sum } = subtotal
  return (
    <>
      <p role="status" class="unseen">
        {sum && t().menu.inBasket(count.value, money(sum))}
      </p>
      {sum && (
        <div class="bar">
          {/* biome-ignore lint/a11y/useSemanticElements: a link to another page that looks like the next step */}
          <a href="#/basket" role="button">
            <span key={count.value} class="portions">
              {count.value}
            </span>
            <span>{t().menu.toBasket}</span>
            <span class="sum">{money(sum)}</span>
          </a>
        </div>
      )}
    </>
  )
}
