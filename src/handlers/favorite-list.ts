import * as contract from '../contract/index.ts'
import { listFavorites } from '../orders/favorites.ts'
import { handler } from './handler.ts'

export const favoriteList = handler(contract.favoriteList, async ({ database, caller }) => ({
  favorites: await listFavorites(database, caller.accountId),
}))
