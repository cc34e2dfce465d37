import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

type IngredientStock = z.input<typeof contract.stockList.data>['stock'][number]

/** The last ingredient's name and id: one that is retired may have the name of another. */
const pageKey = z.tuple([contract.stored(200), contract.id])

/** What is retired stays in the list while orders hold it or the store brings it. */
const sql = `
  select stock_json(g.id) as item, json_build_array(g.name, g.id) as key from ingredients g cross join stock_of(g.id) s
  where (g.retired_at is null or s.reserved > 0 or s.requested > 0)
    and ($1::text is null or position(plain_text($1) in plain_text(g.name)) > 0)
    and ($2::text is null or (g.name, g.id) > ($2, $3::uuid))
  order by g.name, g.id`

export const stockList = forCaller(contract.stockList, async ({ input: { search = null, limit, cursor }, database }) => {
  const [after, afterId] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const bind = [search, after, afterId]
  const { items, next } = await readPage<IngredientStock>(database, { sql, bind, limit })
  return { stock: items, ...next }
})
