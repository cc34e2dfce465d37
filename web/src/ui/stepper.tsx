import { t } from '../language/language.ts'

interface Props {
  /** What there is more or less of. */
  of: string
  value: number
  least: number
  change: (to: number) => void
}

const most = 50

export const Stepper = ({ of, value, least, change }: Props) => (
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
