/** What the order costs, and when it arrives. */
import { Fragment } from 'preact'
import { dateTime, money, t } from '../../language/language.ts'
import { sumsBetween } from '../../ui/sums.ts'
import { Taxes } from '../../ui/taxes.tsx'
import { subtotal } from '../state/basket.ts'
import { basketObstacle, otherObstacle } from '../state/obstacles.ts'
import { isQuoting, quote, shownQuote } from '../state/quote.ts'
import { Obstacle } from './option.tsx'
import { PromotionCard } from './promotion-card.tsx'

const Sums = () => {
  const { value: quoted } = quote
  if (!quoted) {
    return (
      <dl class="sums">
        <dt>{t().basket.subtotal}</dt>
        <dd>{subtotal.value && money(subtotal.value)}</dd>
      </dl>
    )
  }
  return (
    <dl class="sums">
      <dt>{t().basket.subtotal}</dt>
      <dd>{money(quoted.subtotal)}</dd>
      {sumsBetween(quoted).map(([label, amount]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{amount}</dd>
        </Fragment>
      ))}
      <dt class="total">{t().basket.total}</dt>
      <dd class="total">{money(quoted.total)}</dd>
    </dl>
  )
}

export const Summary = () => {
  const { eta } = quote.value ?? {}
  return (
    <section class="summary" aria-labelledby="summary" aria-busy={isQuoting.value || !shownQuote.value ? 'true' : undefined}>
      <h2 id="summary">{t().basket.summary}</h2>
      <Sums />
      {quote.value && <Taxes of={quote.value.taxes} />}
      <PromotionCard />
      {eta && <p class="eta">{t().basket.eta(dateTime(eta.earliest), dateTime(eta.latest))}</p>}
      {basketObstacle.value && <Obstacle>{basketObstacle.value}</Obstacle>}
      {otherObstacle.value && <Obstacle>{otherObstacle.value}</Obstacle>}
    </section>
  )
}
