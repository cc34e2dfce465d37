/** Takes back the steps of the last seconds that were taken on this page. */
import { computed } from '@preact/signals'
import { limits } from '../../ui/limits.ts'
import { now } from '../../ui/now.ts'
import { orders } from './queue.ts'
import { staff } from './session.ts'
import { act, type Step, taken } from './steps.ts'

const { undoSeconds } = limits

export const secondsLeft = ({ atMs }: Step): number =>
  Math.min(undoSeconds, Math.max(0, undoSeconds - Math.floor((now.value - atMs) / 1000)))

/** The latest last. A step with which money has moved, or that another followed, cannot be undone. */
export const undoable = computed(() =>
  taken.value.filter((step) => {
    const order = orders.value.get(step.order.id)
    return order?.status === step.to && order.undoUntil !== undefined && secondsLeft(step) > 0
  }),
)

export const undo = async (step: Step): Promise<void> => {
  await act(step.order, 'undo', () => staff().request('order:undo', { orderId: step.order.id }))
  taken.value = taken.peek().filter((each) => each !== step)
}
