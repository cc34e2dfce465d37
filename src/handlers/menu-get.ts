import { getProduct } from '../catalog/menu.ts'
import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

export const menuGet = handler(contract.menuGet, async ({ input, database }) => ({ product: await getProduct(database, input.productId) }))
