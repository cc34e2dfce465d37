import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

interface Outcome {
  known: boolean
  before: boolean
}

export const menuSetAvailability = forCallerInTransaction(contract.menuSetAvailability, async ({ input, transaction }) => {
  const { productId, choiceId, available } = input
  const { known, before } =
    choiceId === undefined
      ? await transaction.call<Outcome>('set_availability', [productId, available])
      : await transaction.call<Outcome>('set_choice_availability', [productId, choiceId, available])
  if (!known) throw new AppError(choiceId === undefined ? 'product_not_found' : 'choice_not_possible')
  transaction.note({ before: { available: before }, after: { available } })
  return input
})
