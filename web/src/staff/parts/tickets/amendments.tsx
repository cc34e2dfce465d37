/** What was changed of the order: what the customer was asked, with a clock, and what is no longer cooked. */
import type { QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { portions, removedOf, timeLeft } from '../../../ui/amended.ts'
import { Icon } from '../../../ui/icon.tsx'
import { openOffer } from '../../state/amend.ts'
import { now } from '../../state/clock.ts'

type Amendment = NonNullable<QueueOrder['amendments']>[number]

const Clock = ({ until }: { until: string }) => {
  const left = timeLeft(until, now.value)
  return <b class="countdown">{left === undefined ? t().tickets.amend.over : t().tickets.amend.left(left)}</b>
}

const Waiting = ({ offer: { substitute, answerBy, ...missing } }: { offer: Amendment }) =>
  substitute && answerBy !== undefined ? (
    <p class="waits">
      <Icon name="clock" />
      <span>
        {t().tickets.amend.waits(portions(substitute), portions(missing))} <Clock until={answerBy} />
      </span>
    </p>
  ) : null

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
      {offer && <Waiting offer={offer} />}
    </div>
  )
}
