import { t } from '../language/language.ts'
import { limits } from './limits.ts'

interface Props {
  /** Names what the quantity is of. */
  of: string
  value: number
  least: number
  /** Absent: what the contract accepts. */
  most?: number
  change: (to: number) => void
}

export const Stepper = ({ of, value, least, most = limits.quantity, change }: Props) => (
  <span class="stepper">
    <button type="button" aria-label={`${of}: ${t().dish.fewer}`} disabled={value <= least} onClick={() => change(value - 1)}>
      −
    </button>
    <output>{value}</output>
    <button type="button" aria-label={`${of}: ${t().dish.more}`} disabled={value >= most} onClick={() => change(value + 1)}>
      +
    </button>
  </span>
)
