import type { Amendment, Order } from '#contract'
import { money, t } from '../../language/page-language.ts'
import { portions, removedOf } from '../../ui/amended.ts'

const what = ({ outcome, substitute }: Amendment) =>
  outcome === 'accepted' && substitute ? t().substitution.replacedBy(portions(substitute)) : t().substitution.takenOut

/** Of what was replaced, only what the substitute costs less: so the lines add up to the price of the dishes, and what was given back lowers it. */
const leftOf = ({ outcome, substitute, total }: Amendment) =>
  outcome === 'accepted' && substitute ? { ...total, amount: total.amount - substitute.total.amount } : total

/** What the kitchen has taken out of the order, with its reason: lines of the list of dishes. */
export const RemovedItems = ({ order }: { order: Order }) => (
  <>
    {removedOf(order).map((amendment) => (
      <li key={`${amendment.line} ${amendment.at}`} class="removed">
        <span>
          <s>
            {amendment.quantity} × {amendment.name}
          </s>
          <small>{what(amendment)}</small>
          <small>{t().quoted(amendment.reason)}</small>
        </span>
        <span class="sum">{money(leftOf(amendment))}</span>
      </li>
    ))}
  </>
)
