import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import type { Queryable } from '../../database/database.ts'
import { type Page, readPage } from '../../database/page.ts'
import { productJson } from '../../menu/product-json.ts'
import { forCaller } from '../kinds/handler.ts'

type Input = z.output<typeof contract.recommendationList.input>
type Recommendation = z.input<typeof contract.recommendationList.data>['recommendations'][number]

const most = 50

/** The last dish's score and name. */
const pageKey = z.tuple([z.number(), contract.stored(200)])

const sql = `
  select jsonb_build_object('product', ${productJson}, 'score', score, 'why', why) as item, json_build_array(score, name) as key
  from recommend($1, $2) join menu on id = product_id
  where $3::float8 is null or score < $3 or (score = $3 and name > $4)
  order by score desc, name`

/** A page of dishes that the customer may like, the best first. */
export const recommend = (database: Queryable, accountId: string, { limit, cursor }: Input): Promise<Page<Recommendation>> => {
  const [score, name] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const considered = cursor === undefined ? Math.min(limit + 1, most) : most
  return readPage<Recommendation>(database, { sql, bind: [accountId, considered, score, name], limit })
}

export const recommendationList = forCaller(contract.recommendationList, async ({ input, database, caller }) => {
  const { items, next } = await recommend(database, caller.accountId, input)
  return { recommendations: items, ...next }
})
