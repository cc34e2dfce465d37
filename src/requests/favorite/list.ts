import * as contract from '../../contract/index.ts'
import { listFavorites } from '../../favorites/favorites.ts'
import { forCaller } from '../kinds/handler.ts'

export const favoriteList = forCaller(contract.favoriteList, ({ input, database, caller }) =>
  listFavorites(database, caller.accountId, input),
)
