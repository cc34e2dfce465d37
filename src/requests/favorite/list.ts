import * as contract from '../../contract/index.ts'
import { listFavorites } from '../../favorites/favorites.ts'
import { handler } from '../kinds/handler.ts'

export const favoriteList = handler(contract.favoriteList, async ({ database, caller }) => ({
  favorites: await listFavorites(database, caller.accountId),
}))
