import * as contract from '../../contract/index.ts'
import { listFavorites, removeFavorite } from '../../favorites/favorites.ts'
import { command } from '../kinds/handler.ts'

export const favoriteRemove = command(contract.favoriteRemove, async ({ input, transaction, caller }) => {
  await removeFavorite(transaction, caller.accountId, input.favoriteId)
  return { favorites: await listFavorites(transaction, caller.accountId) }
})
