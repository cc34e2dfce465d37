/** Settings that a shop may leave out: a switch, and what it brings. */
import type { ComponentChildren } from 'preact'
import type { Bound } from '../fields/field.tsx'
import type { Fields } from '../values.ts'
import { type Bind, inside } from './bind.ts'

interface Props extends Bound {
  label: string
  hint?: string
  /** What they begin with. */
  start: Fields
  children: (bind: Bind) => ComponentChildren
}

export const Optional = ({ label, hint, start, children, ...bound }: Props) => (
  <fieldset>
    <label class="flag">
      <input
        type="checkbox"
        checked={bound.value !== undefined}
        onChange={({ currentTarget }) => bound.set(currentTarget.checked ? start : undefined)}
      />
      {label}
    </label>
    {hint && <small>{hint}</small>}
    {bound.value !== undefined && children(inside(bound))}
  </fieldset>
)
