import { useEffect } from 'preact/hooks'
import { clock, clockInZone, dateOf, t, weekday } from '../../language/page-language.ts'
import { now } from '../../ui/now.ts'
import { at } from '../state/checkout.ts'
import { shop } from '../state/shop.ts'
import { chooseDay, day, days, keepSlots, type Slot, slots } from '../state/slots.ts'

const dayMs = 24 * 60 * 60_000

const dayName = (date: string) => {
  const today = dateOf(now.peek())
  if (date === today) return t().basket.today
  return Date.parse(date) - Date.parse(today) === dayMs ? t().basket.tomorrow : weekday(date)
}

/** Why a slot cannot be had. */
const lack = ({ from, available }: Slot) => {
  if (available) return undefined
  const { paused } = shop.value ?? {}
  return paused && (paused.until === undefined || from < paused.until) ? t().basket.slotPaused : t().basket.slotFull
}

const Times = ({ offered }: { offered: readonly Slot[] }) => {
  const times = offered.map(({ from }) => clock(from))
  const isTwice = (time: string | undefined) => times.indexOf(time ?? '') !== times.lastIndexOf(time ?? '')
  return (
    <>
      {!offered.some(({ from }) => from === at.value) && <option value={at.value}>{at.value ? clock(at.value) : '–'}</option>}
      {offered.map((slot, index) => {
        const time = isTwice(times[index]) ? clockInZone(slot.from) : times[index]
        const lacking = lack(slot)
        return (
          <option key={slot.from} value={slot.from} disabled={!slot.available}>
            {lacking === undefined ? time : `${time} · ${lacking}`}
          </option>
        )
      })}
    </>
  )
}

/** The day and the time of an order for later. A time that is no longer offered stays chosen, until the customer chooses another. */
export const Slots = () => {
  useEffect(keepSlots, [])
  const { value: offered } = slots
  const shown = day.value ?? ''
  return (
    <div class="grid">
      <label>
        {t().basket.day}
        <select name="day" value={shown} onChange={({ currentTarget }) => chooseDay(currentTarget.value)}>
          {!days.value.includes(shown) && <option value={shown}>{shown && weekday(shown)}</option>}
          {days.value.map((date) => (
            <option key={date} value={date}>
              {dayName(date)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t().basket.time}
        <select
          name="at"
          value={at.value}
          aria-busy={offered ? undefined : 'true'}
          disabled={!offered}
          onChange={({ currentTarget }) => (at.value = currentTarget.value)}
        >
          <Times offered={offered ?? []} />
        </select>
      </label>
    </div>
  )
}
