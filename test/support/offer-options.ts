/** Options for the dishes of the sample shop, for properties of quotes and placing. */
import type { Database } from '../../src/database/database.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import type { ShopFile } from '../../src/shop/schema/file.ts'

const options = (ingredients: ShopFile['ingredients'], n: number): ShopFile['products'][number]['options'] => {
  const recipe = (step: number) => ({ [ingredients[(n + step) % ingredients.length]?.code ?? '']: 1 + step })
  const choice = (code: string, step: number) => ({
    code,
    name: { en: `${code} ${n}`, sk: `${code} po slovensky ${n}` },
    price: `${step}.50`,
    prepMinutes: step,
    recipe: recipe(step),
  })
  return [
    { code: 'size', name: { en: 'Size', sk: 'Veľkosť' }, min: n % 2, max: 1, choices: [choice('small', 0), choice('large', 7)] },
    { code: 'extras', name: 'Extras', min: 0, max: 2, choices: [choice('one', 11), choice('two', 23), choice('three', 40)] },
  ]
}

/** Gives two dishes of three an option that is required, an optional one, or both; each choice has a price, a time and a recipe. */
export const offerOptions = async (database: Database): Promise<void> => {
  const file = await exportShop(database)
  if (!file) throw new Error('there is no shop')
  const products = file.products.map((product, n) => ({ ...product, options: n % 3 === 0 ? [] : options(file.ingredients, n) }))
  await applyShop(database, { ...file, products })
}
