import * as contract from '../../contract/index.ts'
import { listFavorites, saveFavorite } from '../../favorites/favorites.ts'
import { command } from '../kinds/handler.ts'

export const favoriteSave = command(contract.favoriteSave, async ({ input, transaction, caller }) => {
  await saveFavorite(transaction, caller.accountId, input)
  return { favorites: await listFavorites(transaction, caller.accountId) }
})
