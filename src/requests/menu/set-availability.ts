import * as contract from '../../contract/index.ts'
import { setAvailability } from '../../menu/menu.ts'
import { command } from '../kinds/handler.ts'

export const menuSetAvailability = command(contract.menuSetAvailability, async ({ input, transaction }) => {
  await setAvailability(transaction, input.productId, input.available)
  return input
})
