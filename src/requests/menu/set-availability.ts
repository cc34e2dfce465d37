import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const menuSetAvailability = forCallerInTransaction(contract.menuSetAvailability, async ({ input, transaction }) => {
  const { known } = await transaction.call<{ known: boolean }>('set_availability', [input.productId, input.available])
  if (!known) throw new AppError('product_not_found')
  return input
})
