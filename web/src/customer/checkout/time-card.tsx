/** When to deliver: now, or at a quarter of an hour of the next days. */
import { computed } from '@preact/signals'
import { clock, dateOf, dateTime, t, zoneName } from '../../language/page-language.ts'
import { announce } from '../../ui/announce.tsx'
import { at, isLater } from '../state/checkout.ts'
import { nextTime, timeObstacle } from '../state/obstacles.ts'
import { quote, shownQuote, soonest } from '../state/quote.ts'
import { day, scheduleFor } from '../state/slots.ts'
import { Card, Obstacle, Option } from './option.tsx'
import { Slots } from './slots.tsx'

/** The kitchen cannot be as early as the customer asks. */
const tooSoon = computed(() => {
  const { earliest, latest } = shownQuote.value?.eta ?? {}
  if (!isLater.value || at.value === '' || earliest === undefined || latest === undefined) return undefined
  return Date.parse(earliest) > Date.parse(at.value) ? t().basket.timeTooSoon(clock(earliest), clock(latest)) : undefined
})

const nowHint = () => {
  const { eta } = quote.value ?? {}
  return eta && !isLater.value && soonest.value !== undefined ? t().basket.nowIn(clock(eta.earliest), clock(eta.latest)) : undefined
}

/** What stands in the way of the time, and the next one with one tap. */
const TimeObstacle = () => {
  const { value: next } = nextTime
  const isThatDay = next !== undefined && isLater.value && dateOf(Date.parse(next)) === day.value
  const take = (moment: string) => {
    scheduleFor(moment)
    announce(t().basket.scheduledFor(dateTime(moment)))
  }
  return (
    <>
      <Obstacle>{timeObstacle.value}</Obstacle>
      {next !== undefined && (
        <button type="button" class="secondary outline small" onClick={() => take(next)}>
          {t().basket.nextTime(isThatDay ? clock(next) : dateTime(next))}
        </button>
      )}
    </>
  )
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
        choose={() => (isLater.value = true)}
        icon="clock"
        title={t().basket.later}
        hint={t().basket.laterHint}
      />
    </div>
    {isLater.value && <Slots />}
    {timeObstacle.value ? <TimeObstacle /> : tooSoon.value && <p class="hint">{tooSoon.value}</p>}
    <p class="hint">{t().basket.zone(zoneName())}</p>
  </Card>
)
