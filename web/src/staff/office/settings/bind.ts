/** Ties the controls of the settings to their values. */
import type { Bound } from '../fields/field.tsx'
import { fieldsIn } from '../values.ts'

export type Bind = (name: string) => Bound

/** Of a value that has fields of its own. */
export const inside =
  ({ field, value, set }: Bound): Bind =>
  (name) => ({
    field: `${field}.${name}`,
    value: fieldsIn(value)[name],
    set: (changed) => set({ ...fieldsIn(value), [name]: changed }),
  })
