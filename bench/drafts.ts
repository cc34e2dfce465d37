/** Orders of three random dishes as a node has worked them out, for calls of `place_orders` without a node. */

import type { Database } from '../src/database/database.ts'
import { MenuCopy } from '../src/menu/menu-copy.ts'
import { draftOf } from '../src/orders/drafts.ts'

const noAccount = '00000000-0000-4000-8000-000000000000'

/** Creates `bench_drafts`: so many rows of `order_draft` as JSON, numbered from 1. The caller gives them an account and ids. */
export const writeDrafts = async (database: Database, products: readonly string[], count: number): Promise<void> => {
  const shop = await new MenuCopy(database).offer()
  const dish = () => products[Math.floor(Math.random() * products.length)] ?? ''
  const items = () => [1, 2, 1].map((quantity) => ({ productId: dish(), quantity }))
  const delivery = { address: 'Hlavná 1, Bratislava', location: { lat: 48.15, lng: 17.11 } }
  const drafts = Array.from({ length: count }, () => {
    const input = { requestId: noAccount, items: items(), delivery, paymentMethod: 'cash' as const }
    return draftOf(shop, { accountId: noAccount, input, hash: Buffer.alloc(32), provider: 'door', payMinutes: 15 }, '').row
  })
  await database.query('create table bench_drafts (n int primary key, draft jsonb not null)')
  await database.query('insert into bench_drafts select n, draft from jsonb_array_elements($1) with ordinality d(draft, n)', [
    JSON.stringify(drafts.map((row) => ({ ...row, n: 1 }))),
  ])
  await database.query('vacuum analyze bench_drafts')
}
