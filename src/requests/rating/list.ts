import * as contract from '../../contract/index.ts'
import { listRatings } from '../../ratings/ratings.ts'
import { handler } from '../kinds/handler.ts'

export const ratingList = handler(contract.ratingList, ({ input, database }) => listRatings(database, input))
