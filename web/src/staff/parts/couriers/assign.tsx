/** Managers give an order to a courier, or to another one, also when it is out for delivery. */
import { useSignal } from '@preact/signals'
import type { Courier, QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { ActionButton, Problem, useAction } from '../../../ui/action.tsx'
import { isInQueue, roleNow } from '../../state/queue.ts'
import { staff } from '../../state/session.ts'
import { act } from '../../state/steps.ts'

const withCourier: readonly QueueOrder['status'][] = ['in_preparation', 'ready_for_pickup', 'in_transit']

const listCouriers = async (): Promise<Courier[]> => {
  const listed: Courier[] = []
  for await (const { couriers } of staff().pages('courier:list', {})) listed.push(...couriers)
  // those on shift, and of these those who have the least to do
  return listed.sort((a, b) => Number(b.shift !== undefined) - Number(a.shift !== undefined) || a.orders.length - b.orders.length)
}

const Choice = ({ order, couriers }: { order: QueueOrder; couriers: readonly Courier[] }) => {
  const { id: orderId, courier: now } = order
  const hasIt = ({ orders }: Courier) => orders.some(({ id }) => id === orderId)
  return (
    <div class="who">
      {couriers
        .filter((courier) => !hasIt(courier) || order.strandedSince !== undefined)
        .map(({ id: courierId, name, orders, shift }) => (
          <ActionButton
            key={courierId}
            class="secondary outline small"
            act={() => act(order, `assign ${courierId}`, () => staff().request('order:assign', { orderId, courierId }))}
          >
            <bdi>{name}</bdi> <small>{shift ? t().couriers.count(orders.length) : t().couriers.offShift}</small>
          </ActionButton>
        ))}
      {now && (
        <ActionButton
          class="secondary outline small"
          act={() => act(order, 'unassign', () => staff().request('order:unassign', { orderId, status: order.status }))}
        >
          {order.status === 'in_transit' ? t().couriers.bringMyself : t().couriers.free}
        </ActionButton>
      )}
    </div>
  )
}

export const AssignCourier = ({ order }: { order: QueueOrder }) => {
  const couriers = useSignal<readonly Courier[] | undefined>(undefined)
  const { problem, run } = useAction()
  if (roleNow() !== 'manager' || !isInQueue(order) || !withCourier.includes(order.status)) return null
  const load = async () => {
    couriers.value = await listCouriers()
  }
  return (
    <details
      class="more aside"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void run(load)
      }}
    >
      <summary>{order.courier ? t().couriers.courier(order.courier.name) : t().couriers.assign}</summary>
      <Problem>{problem.value}</Problem>
      {couriers.value && <Choice order={order} couriers={couriers.value} />}
    </details>
  )
}
