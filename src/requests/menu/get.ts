import * as contract from '../../contract/index.ts'
import { getProduct } from '../../menu/menu.ts'
import { handler } from '../kinds/handler.ts'

export const menuGet = handler(contract.menuGet, async ({ input, database }) => ({ product: await getProduct(database, input.productId) }))
