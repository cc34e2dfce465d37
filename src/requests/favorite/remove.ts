import { tellChanged } from '../../accounts/tell-changed.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { listFavorites } from '../../favorites/favorites.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const favoriteRemove = forCallerInTransaction(contract.favoriteRemove, async ({ input, transaction, caller: { accountId } }) => {
  await tellChanged(transaction, accountId, ['favorites'])
  const sql = 'delete from favorites where id = $1 and account_id = $2 returning id'
  const removed = await transaction.query(sql, [input.favoriteId, accountId])
  if (removed.length === 0) throw new AppError('favorite_not_found')
  return listFavorites(transaction, accountId)
})
