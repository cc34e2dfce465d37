import type { QueueOrder } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { ticketsById } from '../../orders/read.ts'
import { toQueueOrder } from '../../orders/staff-view.ts'
import type { CallerContext } from '../kinds/handler.ts'

/**
 * The answer to a step: the order as the caller may see it now. Only the id of the order is stored under the `requestId`, so a repetition
 * after the delivery hides data that the caller may no longer see, and no stored answer contains personal data of a customer.
 */
export const showToStaff = async (
  { database, caller }: Pick<CallerContext<unknown>, 'database' | 'caller'>,
  { orderId }: { orderId: string },
): Promise<{ order: QueueOrder }> => {
  const [row] = await ticketsById(database, [orderId])
  if (!row) throw new AppError('order_not_found')
  return { order: toQueueOrder(row, caller) }
}
