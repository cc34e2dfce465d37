import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forAnyone } from '../kinds/handler.ts'

export const menuGet = forAnyone(contract.menuGet, async ({ input, menu }) => {
  const product = await menu.get(input.productId)
  if (!product) throw new AppError('product_not_found')
  return { product }
})
