/** The hours of each day of the week, on the shop's clock. */
import { useSignal } from '@preact/signals'
import { t } from '../../../language/staff-language.ts'
import { type Fields, fieldsIn, listIn, textIn } from '../values.ts'
import { type Bound, Labelled, useFault } from './field.tsx'

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
type Weekday = (typeof weekdays)[number]

export const timesIn = (text: string): string[] =>
  text
    .replaceAll(/[–—]/g, '-')
    .split(/[,;]/)
    .map((time) => time.replaceAll(/\s/g, '').replaceAll(/(^|-)(\d:)/g, '$10$2'))
    .filter((time) => time !== '')

const dayName = (day: Weekday) => t().editor.weekdays[day]

const DayTimes = ({ day, field, hours, set }: { day: Weekday; field: string; hours: Fields; set: (hours: Fields) => void }) => {
  const fault = useFault(`${field}.${day}`, { inside: true })
  // what is typed stays as it is until the field is left
  const typed = useSignal(listIn(hours[day]).map(textIn).join(', '))
  return (
    <Labelled label={dayName(day)} fault={fault} class="day">
      {(described) => (
        <input
          {...described}
          autocomplete="off"
          placeholder={t().editor.closed}
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value
            set({ ...hours, [day]: timesIn(currentTarget.value) })
          }}
        />
      )}
    </Labelled>
  )
}

const wholeWeek: Fields = Object.fromEntries(weekdays.map((day) => [day, ['00:00-24:00']]))

export const Hours = ({ field, value, set, label, hint }: Bound & { label: string; hint: string }) => (
  <fieldset class="hours">
    <label class="flag">
      <input
        type="checkbox"
        checked={value !== undefined}
        onChange={({ currentTarget }) => set(currentTarget.checked ? wholeWeek : undefined)}
      />
      {label}
    </label>
    {value !== undefined && (
      <>
        <small>{hint}</small>
        {weekdays.map((day) => (
          <DayTimes key={day} day={day} field={field} hours={fieldsIn(value)} set={set} />
        ))}
      </>
    )}
  </fieldset>
)
