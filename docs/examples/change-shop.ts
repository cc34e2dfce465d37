import type { Database } from '../../src/database/database.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'

/** What `npm run shop -- apply` does with a file that has another delivery fee and another price of the espresso. */
export const changeShop = async (database: Database): Promise<void> => {
  const file = await exportShop(database)
  if (!file) throw new Error('there is no shop')
  await applyShop(database, {
    ...file,
    shop: { ...file.shop, delivery: { ...file.shop.delivery, fee: '2.10' } },
    products: file.products.map((each) => (each.code === 'espresso' ? { ...each, price: '2.50' } : each)),
  })
}
