import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

type IngredientStock = z.input<typeof contract.stockList.data>['stock'][number]

/** The last ingredient's name: no two have the same. */
const pageKey = z.tuple([contract.stored(200)])

const sql = `
  select stock_json(g.id) as item, json_build_array(g.name) as key from ingredients g cross join stock_of(g.id)
  where g.retired_at is null and ($1::text is null or position(plain_text($1) in plain_text(g.name)) > 0) and ($2::text is null or g.name > $2)
  order by g.name`

export const stockList = forCaller(contract.stockList, async ({ input: { search = null, limit, cursor }, database }) => {
  const [after] = cursor === undefined ? [null] : decodeCursor(cursor, pageKey)
  const bind = [search, after]
  const { items, next } = await readPage<IngredientStock>(database, { sql, bind, limit })
  return { stock: items, ...next }
})
