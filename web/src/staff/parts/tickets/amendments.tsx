/** What was changed of the order: what the customer was asked, with a clock, and what is no longer cooked. */
import type { QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { missingOf, portions, removedOf, timeLeft } from '../../../ui/amended.ts'
import { Icon } from '../../../ui/icon.tsx'
import { now } from '../../../ui/now.ts'
import { openOffer } from '../../state/amend.ts'

type Amendment = NonNullable<QueueOrder['amendments']>[number]

const Clock = ({ until }: { until: string }) => {
  const left = timeLeft(until, now.value)
  return <b class="countdown">{left === undefined ? t().tickets.amend.over : t().tickets.amend.left(left)}</b>
}

const Waiting = ({ order, offer }: { order: QueueOrder; offer: Amendment }) => {
  const { substitute, answerBy } = offer
  if (!substitute || answerBy === undefined) return null
  return (
    <p class="waits">
      <Icon name="clock" />
      <span>
        {t().tickets.amend.waits(portions(substitute), portions(missingOf(order, offer)))} <Clock until={answerBy} />
      </span>
    </p>
  )
}

export const Amendments = ({ order }: { order: QueueOrder }) => {
  const offer = openOffer(order)
  const removed = removedOf<Amendment>(order)
  if (!offer && removed.length === 0) return null
  return (
    <div class="amendments">
      {removed.map((each) => (
        <p key={`${each.line} ${each.at}`} class="removed">
          {t().tickets.amend.removed(portions(each))}
        </p>
      ))}
      {offer && <Waiting order={order} offer={offer} />}
    </div>
  )
}
