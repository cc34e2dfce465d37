/** When to deliver: now, or at a quarter of an hour of the next days. */
import { computed } from '@preact/signals'
import { clock, t, zoneName } from '../../language/language.ts'
import { at, isLater } from '../state/checkout.ts'
import { timeObstacle } from '../state/obstacles.ts'
import { quote, shownQuote, soonest } from '../state/quote.ts'
import { days } from '../state/slots.ts'
import { Card, Obstacle, Option } from './option.tsx'
import { Slots } from './slots.tsx'

/** The first time that is offered, unless the customer has chosen one before. */
const chooseLater = () => {
  isLater.value = true
  if (at.value === '') at.value = days.value[0]?.slots[0] ?? ''
}

/** The kitchen cannot be as early as the customer asks. */
const tooSoon = computed(() => {
  const { earliest, latest } = shownQuote.value?.eta ?? {}
  if (!isLater.value || earliest === undefined || latest === undefined) return undefined
  return Date.parse(earliest) > Date.parse(at.value) ? t().basket.timeTooSoon(clock(earliest), clock(latest)) : undefined
})

const nowHint = () => {
  const { eta } = quote.value ?? {}
  return eta && !isLater.value && soonest.value !== undefined ? t().basket.nowIn(clock(eta.earliest), clock(eta.latest)) : undefined
}

export const TimeCard = () => (
  <Card title={t().basket.when}>
    <div class="options">
      <Option
        name="when"
        value="now"
        checked={!isLater.value}
        choose={() => (isLater.value = false)}
        icon="ride"
        title={t().basket.now}
        hint={nowHint()}
      />
      <Option
        name="when"
        value="later"
        checked={isLater.value}
        choose={chooseLater}
        icon="clock"
        title={t().basket.later}
        hint={t().basket.laterHint}
      />
    </div>
    {isLater.value && <Slots />}
    {timeObstacle.value ? <Obstacle>{timeObstacle.value}</Obstacle> : tooSoon.value && <p class="hint">{tooSoon.value}</p>}
    <p class="hint">{t().basket.zone(zoneName())}</p>
  </Card>
)
