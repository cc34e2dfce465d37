/** The order in four steps. */
import type { Order } from '#contract'
import { clock, t } from '../language/page-language.ts'
import type { OrderStatus } from '../language/words.ts'
import { Icon, type IconName } from '../ui/icon.tsx'

interface Step {
  name: keyof ReturnType<typeof t>['order']['step']
  icon: IconName
  statuses: readonly OrderStatus[]
}

const steps: readonly Step[] = [
  { name: 'received', icon: 'check', statuses: ['placed', 'confirmed'] },
  { name: 'preparing', icon: 'pot', statuses: ['in_preparation', 'ready_for_pickup'] },
  { name: 'onTheWay', icon: 'ride', statuses: ['in_transit'] },
  { name: 'delivered', icon: 'door', statuses: ['delivered'] },
]

export const Steps = ({ order }: { order: Pick<Order, 'status' | 'timeline'> }) => {
  const now = steps.findIndex(({ statuses }) => statuses.includes(order.status))
  // an order that is not paid for has not begun, and one that did not arrive has no way ahead
  if (now < 0) return null
  const startOf = ({ statuses }: Step) => order.timeline.find(({ status }) => statuses.includes(status))?.at
  return (
    <ol class="steps" aria-label={t().order.progress}>
      {steps.map((step, index) => {
        const at = startOf(step)
        return (
          <li
            key={step.name}
            data-step={index < now ? 'done' : index === now ? 'now' : 'ahead'}
            aria-current={index === now ? 'step' : undefined}
          >
            <Icon name={step.icon} />
            <span>{t().order.step[step.name]}</span>
            {at && index <= now && <time dateTime={at}>{clock(at)}</time>}
          </li>
        )
      })}
    </ol>
  )
}
