import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { explainOrder } from '../../feed/explain/explain.ts'
import { forCaller } from '../kinds/handler.ts'

export const orderExplain = forCaller(contract.orderExplain, async ({ input: { orderId }, database }) => {
  const explanation = await explainOrder(database, orderId)
  if (!explanation) throw new AppError('order_not_found')
  return { explanation }
})
