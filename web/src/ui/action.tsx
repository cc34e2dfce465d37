/** An action that takes time and may fail: it cannot be started twice, and its error is shown. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { explain } from '../language/failure.ts'

export const useAction = () => {
  const busy = useSignal(false)
  const problem = useSignal<string | undefined>(undefined)
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    problem.value = undefined
    try {
      await work()
    } catch (error) {
      problem.value = explain(error)
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}

export const Problem = ({ children }: { children: ComponentChildren }) =>
  children ? (
    <p class="problem" role="alert">
      {children}
    </p>
  ) : null

interface ButtonProps {
  act: () => Promise<unknown>
  class?: string
  disabled?: boolean
  label?: string
  children: ComponentChildren
}

/** A button with its own action; shows the error beside it. */
export const ActionButton = ({ act, class: style, disabled, label, children }: ButtonProps) => {
  const { busy, problem, run } = useAction()
  return (
    <>
      <button
        type="button"
        class={style}
        aria-busy={busy.value ? 'true' : undefined}
        aria-label={label}
        disabled={disabled || busy.value}
        // the second click of a double click is not another wish
        onClick={({ detail }) => detail < 2 && run(act)}
      >
        {children}
      </button>
      <Problem>{problem.value}</Problem>
    </>
  )
}
