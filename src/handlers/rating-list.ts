import * as contract from '../contract/index.ts'
import { listRatings } from '../orders/ratings.ts'
import { handler } from './handler.ts'

export const ratingList = handler(contract.ratingList, ({ input, database }) => listRatings(database, input))
