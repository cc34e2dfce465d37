import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../../language/staff-language.ts'

interface Props {
  name: string
  at: number
  count: number
  move: (to: number) => void
}

/** Moves an entry of a list up and down. The button that was pressed keeps the focus, wherever it goes. */
export const MoveButtons = ({ name, at, count, move }: Props) => {
  const pressed = useRef<HTMLButtonElement | undefined>(undefined)
  useEffect(() => {
    pressed.current?.focus()
    pressed.current = undefined
  }, [at])
  const button = (label: string, sign: string, to: number) => {
    const isPossible = to >= 0 && to < count
    return (
      <button
        type="button"
        class="secondary outline small"
        aria-label={label}
        // a disabled button would lose the focus
        aria-disabled={!isPossible}
        onClick={({ currentTarget }) => {
          if (!isPossible) return
          pressed.current = currentTarget
          move(to)
        }}
      >
        {sign}
      </button>
    )
  }
  return (
    <span class="moves">
      {button(t().editor.up(name), '↑', at - 1)}
      {button(t().editor.down(name), '↓', at + 1)}
    </span>
  )
}
