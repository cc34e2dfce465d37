import { clock, clockInZone, dateOf, dateTime, t, weekday } from '../../language/language.ts'
import { now } from '../../ui/now.ts'
import { at } from '../state/checkout.ts'
import { type Day, days } from '../state/slots.ts'

const dayMs = 24 * 60 * 60_000

const dayName = (date: string) => {
  const today = dateOf(now.peek())
  if (date === today) return t().basket.today
  return Date.parse(date) - Date.parse(today) === dayMs ? t().basket.tomorrow : weekday(date)
}

/** The same time of the day, or the first that this day has. */
const chooseDay = ({ slots }: Day) => {
  const time = clock(at.value)
  at.value = slots.find((slot) => clock(slot) === time) ?? slots[0] ?? at.value
}

const isTwice = (times: readonly string[], index: number) => times.some((time, other) => other !== index && time === times[index])

/** The day and the time of an order for later. A time that is no longer offered stays chosen, until the customer chooses another. */
export const Slots = () => {
  const offered = days.value
  const day = offered.find(({ slots }) => slots.includes(at.value))
  const slots = day?.slots ?? [at.value]
  const times = slots.map(clock)
  const choose = (date: string) => {
    const chosen = offered.find((each) => each.date === date)
    if (chosen) chooseDay(chosen)
  }
  return (
    <div class="grid">
      <label>
        {t().basket.day}
        <select name="day" value={day?.date ?? ''} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {!day && <option value="">{dateTime(at.value)}</option>}
          {offered.map(({ date }) => (
            <option key={date} value={date}>
              {dayName(date)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t().basket.time}
        <select name="at" value={at.value} onChange={({ currentTarget }) => (at.value = currentTarget.value)}>
          {slots.map((slot, index) => (
            <option key={slot} value={slot}>
              {isTwice(times, index) ? clockInZone(slot) : times[index]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
