import type { Product } from '#contract'
import { number, t } from '../../language/language.ts'

/** Nothing while there is no rating. */
export const Stars = ({ average, count }: Product['rating']) =>
  average === null ? null : (
    <span class="stars" role="img" aria-label={t().menu.rating(number(average), count)}>
      ★ {number(average)}
    </span>
  )
