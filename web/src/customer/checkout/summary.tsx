/** What the order costs, and when it arrives. */
import { Fragment } from 'preact'
import { dateTime, money, t } from '../../language/page-language.ts'
import { sumsBetween } from '../../ui/sums.ts'
import { Taxes } from '../../ui/taxes.tsx'
import { subtotal } from '../state/basket.ts'
import { basketObstacle, otherObstacle } from '../state/obstacles.ts'
import { isQuoting, quote, shownQuote } from '../state/quote.ts'
import { minimumObstacle, placeObstacle } from '../state/where.ts'
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
  const isKnown = placeObstacle.value === undefined
  return (
    <dl class="sums">
      <dt>{t().basket.subtotal}</dt>
      <dd>{money(quoted.subtotal)}</dd>
      {isKnown ? (
        sumsBetween(quoted).map(([label, amount]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{amount}</dd>
          </Fragment>
        ))
      ) : (
        <>
          <dt>{t().basket.deliveryFee}</dt>
          <dd>{t().where.feeUnknown}</dd>
        </>
      )}
      <dt class="total">{t().basket.total}</dt>
      <dd class="total">{money(isKnown ? quoted.total : quoted.subtotal)}</dd>
    </dl>
  )
}

export const Summary = () => {
  const { eta } = quote.value ?? {}
  return (
    <section class="summary" aria-labelledby="summary" aria-busy={isQuoting.value || !shownQuote.value ? 'true' : undefined}>
      <h2 id="summary">{t().basket.summary}</h2>
      <Sums />
      {quote.value && placeObstacle.value === undefined && <Taxes of={quote.value.taxes} />}
      <PromotionCard />
      {eta && placeObstacle.value === undefined && <p class="eta">{t().basket.eta(dateTime(eta.earliest), dateTime(eta.latest))}</p>}
      {minimumObstacle.value && <Obstacle>{minimumObstacle.value}</Obstacle>}
      {basketObstacle.value && <Obstacle>{basketObstacle.value}</Obstacle>}
      {otherObstacle.value && <Obstacle>{otherObstacle.value}</Obstacle>}
    </section>
  )
}
