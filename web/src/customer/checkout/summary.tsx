/** What the order costs, and when it arrives. */
import { dateTime, money, t } from '../../language/language.ts'
import { Taxes } from '../../ui/taxes.tsx'
import { subtotal } from '../state/basket.ts'
import { basketObstacle, otherObstacle } from '../state/obstacles.ts'
import { isQuoting, quote, shownQuote } from '../state/quote.ts'
import { Obstacle } from './option.tsx'

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
      <dt>{t().basket.deliveryFee}</dt>
      <dd>{money(quoted.deliveryFee)}</dd>
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
      {eta && <p class="eta">{t().basket.eta(dateTime(eta.earliest), dateTime(eta.latest))}</p>}
      {basketObstacle.value && <Obstacle>{basketObstacle.value}</Obstacle>}
      {otherObstacle.value && <Obstacle>{otherObstacle.value}</Obstacle>}
    </section>
  )
}
