import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

interface Outcome {
  known: boolean
  before: boolean
}

export const menuSetAvailability = forCallerInTransaction(contract.menuSetAvailability, async ({ input, transaction }) => {
  const { productId, available } = input
  const { known, before } = await transaction.call<Outcome>('set_availability', [productId, available])
  if (!known) throw new AppError('product_not_found')
  transaction.note({ before: { available: before }, after: { available } })
  return input
})
