import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forAnyone } from '../kinds/handler.ts'
import { readerLocale } from './reader-locale.ts'

export const menuGet = forAnyone(contract.menuGet, async ({ input, menu, customers, accountId }) => {
  const product = await menu.get(input.productId, await readerLocale({ customers, accountId }, input.locale))
  if (!product) throw new AppError('product_not_found')
  return { product }
})
