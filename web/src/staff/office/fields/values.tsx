/** Controls for one value. */
import { h, type PartialInputHTMLAttributes, type TargetedInputEvent } from 'preact'
import { decimalSeparator } from '../../../language/staff-language.ts'
import { textIn } from '../values.ts'
import { type Bound, Labelled, useFault } from './field.tsx'

interface Props extends Bound {
  label: string
  hint?: string
}

type Attributes = { type: 'text' | 'number' | 'date' } & Pick<
  PartialInputHTMLAttributes<HTMLInputElement>,
  'inputMode' | 'min' | 'max' | 'maxLength' | 'autocapitalize'
>

const Input = ({
  field,
  label,
  hint,
  text,
  change,
  ...attributes
}: Omit<Props, 'set' | 'value'> & Attributes & { text: string; change: (text: string) => void }) => {
  const fault = useFault(field)
  return (
    <Labelled label={label} fault={fault} hint={hint}>
      {(described) =>
        h('input', {
          ...described,
          ...attributes,
          autocomplete: 'off',
          value: text,
          onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement>) => change(currentTarget.value),
        })
      }
    </Labelled>
  )
}

export const Line = ({ value, set, ...props }: Props & Pick<Attributes, 'maxLength' | 'autocapitalize'>) => (
  <Input {...props} type="text" text={textIn(value)} change={set} />
)

/** A decimal number, with the separator of the page's language. Point and comma are both read; an empty one is none. */
const Decimal = ({ value, set, ...props }: Props) => (
  <Input
    {...props}
    type="text"
    inputMode="decimal"
    maxLength={16}
    text={textIn(value).replace('.', decimalSeparator.value)}
    change={(text) => set(text.trim() === '' ? undefined : text.trim().replace(',', '.'))}
  />
)

/** An amount in the shop's currency. */
export const Amount = Decimal
/** A percentage. */
export const Rate = Decimal

export const Count = ({ value, set, ...props }: Props & Pick<Attributes, 'min' | 'max'>) => (
  <Input {...props} type="number" inputMode="numeric" text={textIn(value)} change={(text) => set(text === '' ? undefined : Number(text))} />
)

/** A day of the calendar. */
export const Day = ({ value, set, ...props }: Props) => (
  <Input {...props} type="date" text={textIn(value)} change={(text) => set(text === '' ? undefined : text)} />
)

export const Choice = ({
  field,
  label,
  hint,
  value,
  set,
  options,
}: Props & { options: readonly (readonly [value: string, text: string])[] }) => (
  <Labelled label={label} fault={useFault(field)} hint={hint}>
    {(described) => (
      <select {...described} value={textIn(value)} onChange={({ currentTarget }) => set(currentTarget.value)}>
        {!options.some(([each]) => each === value) && <option value="" />}
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Labelled>
)

export const Flag = ({ label, value, set }: Props) => (
  <label class="flag">
    <input type="checkbox" checked={value === true} onChange={({ currentTarget }) => set(currentTarget.checked)} />
    {label}
  </label>
)
