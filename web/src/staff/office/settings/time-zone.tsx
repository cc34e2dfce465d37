import { useId } from 'preact/hooks'
import { o } from '../../../language/office.ts'
import { type Bound, Labelled, useFault } from '../fields/field.tsx'
import { textIn } from '../values.ts'

export const TimeZone = ({ field, value, set }: Bound) => {
  const id = useId()
  return (
    <Labelled label={o().settings.timeZone} hint={o().settings.timeZoneHint} fault={useFault(field)}>
      {(described) => (
        <>
          <input
            {...described}
            list={`${id}-zones`}
            autocomplete="off"
            value={textIn(value)}
            onInput={({ currentTarget }) => set(currentTarget.value.trim())}
          />
          <datalist id={`${id}-zones`}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Labelled>
  )
}
