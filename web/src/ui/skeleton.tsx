import { t } from '../language/language.ts'

interface Props {
  /** The shape of what is on its way: lines of text, rows of a list, or dishes. */
  of: 'lines' | 'rows' | 'cards'
  count?: number
}

/** Stands where something is still loading, at about its size. */
export const Skeleton = ({ of, count = 3 }: Props) => (
  <div class="skeleton" data-of={of} role="status" aria-label={t().loading}>
    {Array.from({ length: count }, (_, index) => (
      <span key={index} />
    ))}
  </div>
)
