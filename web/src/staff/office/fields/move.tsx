import { t } from '../../../language/language.ts'

interface Props {
  name: string
  at: number
  count: number
  move: (to: number) => void
  disabled?: boolean
}

/** Moves an entry of a list up and down. */
export const MoveButtons = ({ name, at, count, move, disabled = false }: Props) => (
  <span class="moves">
    <button
      type="button"
      class="secondary outline small"
      aria-label={t().editor.up(name)}
      disabled={disabled || at === 0}
      onClick={() => move(at - 1)}
    >
      ↑
    </button>
    <button
      type="button"
      class="secondary outline small"
      aria-label={t().editor.down(name)}
      disabled={disabled || at === count - 1}
      onClick={() => move(at + 1)}
    >
      ↓
    </button>
  </span>
)
