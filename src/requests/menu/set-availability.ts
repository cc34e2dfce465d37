import * as contract from '../../contract/index.ts'
import type { Push } from '../../database/outbox.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** No row: no such dish. No push: nothing changed, or the dish stays unavailable because it is out of stock. */
const setSql = `
  with before as (select id, available, in_stock from products where id = $1 for no key update),
    changed as (update products p set available = $2 from before where p.id = before.id and before.available <> $2 returning p.id)
  select (
    select append_push('{"menu": true}', 'menu:availability_changed', json_build_object('productId', id, 'available', $2::boolean))
    from changed where before.in_stock
  ) as push
  from before`

export const menuSetAvailability = forCallerInTransaction(contract.menuSetAvailability, async ({ input, transaction }) => {
  const [row] = await transaction.query<{ push: Push | null }>(setSql, [input.productId, input.available])
  if (!row) throw new AppError('product_not_found')
  if (row.push) transaction.pushes.push(row.push)
  return input
})
