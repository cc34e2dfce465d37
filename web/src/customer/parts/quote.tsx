/** The price, the delivery time, and what stands in the way of the order. */
import { explain } from '../../language/failure.ts'
import { dateTime, money, t } from '../../language/language.ts'
import { subtotal } from '../state/basket.ts'
import { accepted, isQuoting, type Quote, quote, quoteFailure } from '../state/checkout.ts'
import { restrictionName } from './restrictions.ts'

const Obstacles = ({ items, dietaryConflicts, shortages }: Quote) => (
  <ul class="obstacles">
    {items
      .filter(({ available }) => !available)
      .map(({ productId, name }) => (
        <li key={`sold-out ${productId}`}>{t().basket.unavailable(name)}</li>
      ))}
    {shortages.map(({ productId, name, ingredient, possible, restockMinutes }) => (
      <li key={`shortage ${productId} ${ingredient.id}`}>
        {restockMinutes === undefined ? t().basket.shortage(name, ingredient.name, possible) : t().basket.fetched(name, restockMinutes)}
      </li>
    ))}
    {dietaryConflicts.map(({ productId, name, conflicts }) => (
      <li key={`diet ${productId}`}>{t().basket.conflict(name, conflicts.map(restrictionName).join(', '))}</li>
    ))}
  </ul>
)

const Accept = () => (
  <label>
    <input type="checkbox" checked={accepted.value} onChange={({ currentTarget }) => (accepted.value = currentTarget.checked)} />
    {t().basket.accept}
  </label>
)

/** Whether the order can be placed now: dietary conflicts need the customer's consent. */
export const isOrderable = ({ items, dietaryConflicts, shortages }: Quote): boolean =>
  items.every(({ available }) => available) &&
  shortages.every(({ restockMinutes }) => restockMinutes !== undefined) &&
  (dietaryConflicts.length === 0 || accepted.value)

export const QuoteSummary = () => {
  const { value: quoted } = quote
  if (quoteFailure.value)
    return (
      <p class="problem" role="alert">
        {explain(quoteFailure.value)}
      </p>
    )
  if (!quoted) {
    return (
      <p class="sums">
        <span>{t().basket.subtotal}</span> <span>{subtotal.value && money(subtotal.value)}</span>
      </p>
    )
  }
  return (
    <div aria-busy={isQuoting.value ? 'true' : undefined} class="quote">
      <dl class="sums">
        <dt>{t().basket.subtotal}</dt>
        <dd>{money(quoted.subtotal)}</dd>
        <dt>{t().basket.deliveryFee}</dt>
        <dd>{money(quoted.deliveryFee)}</dd>
        <dt>{t().basket.total}</dt>
        <dd>
          <strong>{money(quoted.total)}</strong>
        </dd>
      </dl>
      <p class="eta">{t().basket.eta(dateTime(quoted.eta.earliest), dateTime(quoted.eta.latest))}</p>
      <div role="alert">
        <Obstacles {...quoted} />
      </div>
      {quoted.dietaryConflicts.length > 0 && <Accept />}
    </div>
  )
}
