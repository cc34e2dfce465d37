import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** The last row's name in lower case, and its account. */
const pageKey = z.tuple([contract.stored(400), contract.id])

// one search for each index
const findSql = `
  select customer_json(a) as item, json_build_array(lower(a.name), a.id) as key from accounts a
  where a.role = 'customer' and a.deleted_at is null and a.id in (
      select id from accounts where login = lower($1)
      union select id from accounts where email = $5
      union select id from accounts where role = 'customer' and phone = any ($6)
      union select id from accounts where role = 'customer' and lower(name) like lower($2)
    )
    and ($3::text is null or (lower(a.name), a.id) > ($3::text, $4::uuid))
  order by lower(a.name), a.id`

export const customerFind = forCaller(contract.customerFind, async ({ input: { text, limit, cursor }, database, menu }) => {
  const [afterName, afterId] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const startsWith = `${text.replace(/[\\%_]/g, '\\$&')}%`
  // an address and a number have one form, however the manager writes them
  const bind = [
    text,
    startsWith,
    afterName,
    afterId,
    contract.toEmail(text),
    [text, contract.toPhone(text), contract.toPhoneIn(await menu.country(), text)],
  ]
  const { items, next } = await readPage<contract.Customer>(database, { sql: findSql, bind, limit })
  return { customers: items, ...next }
})
