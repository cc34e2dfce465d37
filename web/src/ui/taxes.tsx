import type { Order } from '#contract'
import { money, percent, t } from '../language/page-language.ts'

/** The taxes that a total includes. Nothing for a shop that shows none. */
export const Taxes = ({ of }: { of: Order['taxes'] }) =>
  of.length > 0 && (
    <ul class="taxes">
      {of.map(({ rate, tax }) => (
        <li key={rate}>{t().basket.includesTax(percent(rate), money(tax))}</li>
      ))}
    </ul>
  )
