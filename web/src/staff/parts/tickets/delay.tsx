/** Says that an order takes longer. It takes two taps, because the customer is told at once. */
import type { QueueOrder } from '#contract'
import { delayableStatuses } from '#order-life'
import { t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { isInQueue, roleNow } from '../../state/queue.ts'
import { staff } from '../../state/session.ts'
import { act } from '../../state/steps.ts'

const offered = [5, 10, 20, 30]

export const Delay = ({ order }: { order: QueueOrder }) => {
  const isCooks = roleNow() === 'kitchen' || roleNow() === 'manager'
  if (!isCooks || !isInQueue(order) || !delayableStatuses.includes(order.status)) return null
  return (
    <details class="more aside">
      <summary>{t().tickets.delay}</summary>
      <p class="hint">{t().tickets.delayHint}</p>
      <div class="minutes">
        {offered.map((minutes) => (
          <ActionButton
            key={minutes}
            class="secondary outline small"
            act={() => act(order, `delay ${minutes}`, () => staff().request('order:delay', { orderId: order.id, minutes }))}
          >
            {t().tickets.delayBy(minutes)}
          </ActionButton>
        ))}
      </div>
    </details>
  )
}
