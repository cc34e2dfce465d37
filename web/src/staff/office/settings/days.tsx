/** Days on which the shop is closed, and days with hours of their own. */
import { useSignal } from '@preact/signals'
import { o } from '../../../language/office.ts'
import { calendarDate, t } from '../../../language/staff-language.ts'
import { type Bound, Labelled, useFault } from '../fields/field.tsx'
import { timesIn } from '../fields/hours.tsx'
import { fieldsIn, listIn, textIn } from '../values.ts'

interface AddProps {
  label: string
  taken: readonly string[]
  add: (day: string) => void
}

const AddDay = ({ label, taken, add }: AddProps) => {
  const day = useSignal('')
  return (
    <div class="add">
      <input type="date" aria-label={label} value={day.value} onInput={({ currentTarget }) => (day.value = currentTarget.value)} />
      <button
        type="button"
        class="secondary outline small"
        disabled={day.value === '' || taken.includes(day.value)}
        onClick={() => {
          add(day.value)
          day.value = ''
        }}
      >
        {t().editor.add}
      </button>
    </div>
  )
}

const Remove = ({ day, remove }: { day: string; remove: () => void }) => (
  <button type="button" class="plain remove" aria-label={t().editor.removeOf(calendarDate(day))} onClick={remove}>
    ✕
  </button>
)

export const Closed = ({ field, value, set }: Bound) => {
  const days = listIn(value).map(textIn)
  const fault = useFault(field, { inside: true })
  return (
    <fieldset>
      <legend>{o().settings.closed}</legend>
      <ul class="in-order">
        {[...days].sort().map((day) => (
          <li key={day}>
            <span class="what">{calendarDate(day)}</span>
            <Remove day={day} remove={() => set(days.filter((each) => each !== day))} />
          </li>
        ))}
      </ul>
      <AddDay label={o().settings.addClosed} taken={days} add={(day) => set([...days, day])} />
      {fault && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
    </fieldset>
  )
}

const SpecialDay = ({
  day,
  field,
  times,
  change,
  remove,
}: {
  day: string
  field: string
  times: unknown
  change: (times: string[]) => void
  remove: () => void
}) => {
  const typed = useSignal(listIn(times).map(textIn).join(', '))
  return (
    <li>
      <Labelled label={calendarDate(day)} fault={useFault(`${field}.${day}`, { inside: true })} class="day what">
        {(described) => (
          <input
            {...described}
            autocomplete="off"
            value={typed.value}
            onInput={({ currentTarget }) => {
              typed.value = currentTarget.value
              change(timesIn(currentTarget.value))
            }}
          />
        )}
      </Labelled>
      <Remove day={day} remove={remove} />
    </li>
  )
}

export const SpecialDays = ({ field, value, set }: Bound) => {
  const days = fieldsIn(value)
  const without = (day: string) => Object.fromEntries(Object.entries(days).filter(([each]) => each !== day))
  return (
    <fieldset>
      <legend>{o().settings.specialDays}</legend>
      <ul class="in-order">
        {Object.keys(days)
          .sort()
          .map((day) => (
            <SpecialDay
              key={day}
              day={day}
              field={field}
              times={days[day]}
              change={(times) => set({ ...days, [day]: times })}
              remove={() => set(without(day))}
            />
          ))}
      </ul>
      <AddDay label={o().settings.addSpecialDay} taken={Object.keys(days)} add={(day) => set({ ...days, [day]: ['10:00-14:00'] })} />
    </fieldset>
  )
}
