import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import type { Queryable } from '../../database/database.ts'
import { type Page, pageOf } from '../../database/page.ts'
import type { MenuCopy } from '../../menu/menu-copy.ts'
import type { KnownCustomers } from '../../orders/known-customers.ts'
import { forCaller } from '../kinds/handler.ts'

type Product = contract.Product
type Input = z.output<typeof contract.recommendationList.input>
type Recommendation = z.input<typeof contract.recommendationList.data>['recommendations'][number]

const most = 50

/** The last dish's score and name. */
const pageKey = z.tuple([z.number(), contract.stored(200)])

const sql = `
  select r.product_id as "productId", r.score, p.name, r.why from recommend($1, $2) r join products p on p.id = r.product_id
  where $3::float8 is null or r.score < $3 or (r.score = $3 and p.name > $4)
  order by r.score desc, p.name`

interface Row {
  productId: string
  score: number
  name: string
  why: string
}

interface Sources {
  database: Queryable
  menu: Pick<MenuCopy, 'measured'>
  customers: Pick<KnownCustomers, 'localeOf'>
}

/** A page of dishes that the customer may like, the best first. The node has the dishes; PostgreSQL scores them. */
export const recommend = async (
  { database, menu, customers }: Sources,
  accountId: string,
  { limit, cursor }: Input,
): Promise<Page<Recommendation>> => {
  const [score, name] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const considered = cursor === undefined ? Math.min(limit + 1, most) : most
  const rows = await database.query<Row>(sql, [accountId, considered, score, name])
  const found: (Row & { product: Product; bytes: number })[] = []
  const locale = await customers.localeOf(accountId)
  for (const row of rows) {
    const dish = await menu.measured(row.productId, locale)
    if (dish) found.push({ ...row, ...dish })
  }
  return pageOf(found, {
    limit,
    itemOf: ({ product, score, why }) => ({ product, score, why }),
    bytesOf: ({ bytes }) => bytes,
    keyOf: ({ score, name }) => [score, name],
  })
}

export const recommendationList = forCaller(contract.recommendationList, async ({ input, database, menu, customers, caller }) => {
  const { items, next } = await recommend({ database, menu, customers }, caller.accountId, input)
  return { recommendations: items, ...next }
})
