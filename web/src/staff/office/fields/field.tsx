/** A field of an entry, with what is wrong with it. */
import { type ComponentChildren, createContext } from 'preact'
import { useContext, useId } from 'preact/hooks'

/** What a control of an entry gets. */
export interface Bound {
  /** Its path in the request, by which the gateway names it: `entry.options[0].name`. */
  field: string
  value: unknown
  set: (value: unknown) => void
}

/** What is wrong, by field. */
export const Faults = createContext<ReadonlyMap<string, string>>(new Map())

/** What is wrong with the field, or with something in it. */
export const useFault = (field: string, { inside = false } = {}): string | undefined => {
  const faults = useContext(Faults)
  const found = faults.get(field)
  if (found !== undefined || !inside) return found
  return [...faults].find(([each]) => each.startsWith(`${field}.`) || each.startsWith(`${field}[`))?.[1]
}

interface Attributes {
  id: string
  'aria-invalid': 'true' | undefined
  'aria-describedby': string | undefined
}

interface Props {
  label: ComponentChildren
  fault?: string | undefined
  hint?: string | undefined
  class?: string
  children: (attributes: Attributes) => ComponentChildren
}

export const Labelled = ({ label, fault, hint, class: style = '', children }: Props) => {
  const id = useId()
  const described = [fault && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div class={`field ${style}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': fault ? 'true' : undefined, 'aria-describedby': described || undefined })}
      {fault && (
        <small id={`${id}-fault`} class="fault">
          {fault}
        </small>
      )}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  )
}
