import { setAvailability } from '../catalog/menu.ts'
import * as contract from '../contract/index.ts'
import { command } from './handler.ts'

export const menuSetAvailability = command(contract.menuSetAvailability, async ({ input, transaction }) => {
  await setAvailability(transaction, input.productId, input.available)
  return input
})
