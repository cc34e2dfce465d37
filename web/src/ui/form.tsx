import { type ComponentChildren, h, type PartialInputHTMLAttributes, type TargetedSubmitEvent } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { RequestError } from '#client'
import { faultsOf, nameOf } from '../language/faults.ts'
import { Problem, useAction } from './action.tsx'
import { limits } from './limits.ts'

const isSecret = (form: HTMLFormElement, name: string) => {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLInputElement && field.type === 'password'
}

/** The values of a form by field name, without the empty ones. All but passwords are trimmed. */
const fieldsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) => {
      if (typeof value !== 'string') return []
      const text = isSecret(form, name) ? value : value.trim()
      return text === '' ? [] : [[name, text]]
    }),
  )

/** Marks the fields that the gateway finds at fault, and puts the cursor into the first. */
export const mark = (form: HTMLFormElement, error: unknown): void => {
  const names = new Set(error instanceof RequestError ? faultsOf(error).map(nameOf) : [])
  const inputs = [...form.elements].filter((element) => element instanceof HTMLInputElement)
  for (const input of inputs) input.toggleAttribute('aria-invalid', false)
  const wrong = inputs.filter(({ name }) => names.has(name))
  for (const input of wrong) {
    input.setAttribute('aria-invalid', 'true')
    input.closest('details')?.setAttribute('open', '')
  }
  wrong[0]?.focus()
}

interface FieldProps extends Omit<PartialInputHTMLAttributes<HTMLInputElement>, 'label' | 'role' | 'type'> {
  label: string
  hint?: string
  type?: 'text' | 'email' | 'tel' | 'password' | 'number' | 'datetime-local'
  /** Values to choose from instead of typing, each with a name if it has one. */
  suggestions?: readonly (readonly [value: string, name?: string])[]
}

export const Field = ({ label, hint, suggestions, type = 'text', ...input }: FieldProps) => {
  const id = useId()
  const described = { 'aria-describedby': hint && `${id}-hint`, list: suggestions && `${id}-list` }
  return (
    <label htmlFor={id}>
      {label}
      {h('input', { ...input, ...described, id, type })}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map(([value, name]) => (
            <option key={value} value={value} label={name} />
          ))}
        </datalist>
      )}
    </label>
  )
}

/** Where a password is chosen, which a password manager may suggest. */
export const NewPasswordField = (named: Pick<FieldProps, 'label' | 'hint' | 'name'>) => (
  <Field {...named} type="password" required minLength={limits.password.min} maxLength={limits.password.max} autocomplete="new-password" />
)

interface FormProps {
  /** Gets the form's values. If it throws, the error is shown below the fields. */
  submit: (fields: Record<string, string>, form: HTMLFormElement) => Promise<unknown>
  action: string
  class?: string
  label?: string
  disabled?: boolean
  /** Its button is not the primary action of the page. */
  quiet?: boolean
  /** With another number the form starts again from the values of now, unless something is entered in it. */
  revision?: number
  children: ComponentChildren
}

export const Form = ({ submit, action, class: style, label, disabled, quiet, revision, children }: FormProps) => {
  const shown = useRef(revision)
  /** How often something was entered since the form was saved. */
  const entered = useRef(0)
  if (entered.current === 0) shown.current = revision
  const { busy, problem, run } = useAction()
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    void run(async () => {
      mark(form, undefined)
      const sent = entered.current
      await submit(fieldsOf(form), form).catch((error: unknown) => {
        mark(form, error)
        throw error
      })
      if (entered.current === sent) entered.current = 0
    })
  }
  return (
    <form key={shown.current} onSubmit={onSubmit} onInput={() => (entered.current += 1)} class={style} aria-label={label}>
      {children}
      <Problem>{problem.value}</Problem>
      <button
        type="submit"
        class={quiet ? 'secondary outline' : undefined}
        aria-busy={busy.value ? 'true' : undefined}
        disabled={busy.value || disabled}
      >
        {action}
      </button>
    </form>
  )
}
