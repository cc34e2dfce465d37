import { orderPlace } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'
import { MenuCopy } from '../../src/menu/menu-copy.ts'
import { draftOf } from '../../src/orders/drafts.ts'
import { placement } from './orders.ts'

/** The argument of `place_orders` for an order of one portion, paid in cash. */
export const batchOf = async (database: Database, accountId: string, productId: string): Promise<{ orderId: string; batch: string }> => {
  const input = orderPlace.input.parse(placement(productId))
  const ordering = { accountId, input, hash: Buffer.alloc(32), provider: 'door', payMinutes: 15 }
  const { row, asked } = draftOf(await new MenuCopy(database).offer(), ordering, '')
  return { orderId: asked.orderId, batch: JSON.stringify([{ ...row, n: 1 }]) }
}
