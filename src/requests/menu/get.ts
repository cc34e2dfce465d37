import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { getProducts } from '../../menu/menu.ts'
import { forAnyone } from '../kinds/handler.ts'

export const menuGet = forAnyone(contract.menuGet, async ({ input, database }) => {
  const [product] = await getProducts(database, [input.productId])
  if (!product) throw new AppError('product_not_found')
  return { product }
})
