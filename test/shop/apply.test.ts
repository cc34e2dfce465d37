import { expect } from 'chai'
import fc from 'fast-check'
import { migrate } from '../../src/database/migrate.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { checkShop } from '../../src/shop/check/check.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import { toYaml } from '../../src/shop/export/yaml.ts'
import { amountOf, decimalOf } from '../../src/shop/schema/amounts.ts'
import type { ShopFile } from '../../src/shop/schema/file.ts'
import type { Text } from '../../src/shop/schema/values.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { randomShop } from '../support/random-shop.ts'

/** A form of the file that two files with the same meaning share. */
const meaningOf = ({ shop, categories, ingredients, products, promotions }: ShopFile) => {
  const [first = ''] = shop.locales
  const text = (of: Text) => (typeof of === 'string' ? { [first]: of } : of)
  const amount = (of: string) => decimalOf(amountOf(of, shop.currency) ?? -1, shop.currency)
  const limits = ({ orderValue, cashValue, ...counts }: Omit<ShopFile['shop']['limits'], 'newAccount'>) => ({
    ...counts,
    ...(orderValue !== undefined && { orderValue: amount(orderValue) }),
    ...(cashValue !== undefined && { cashValue: amount(cashValue) }),
  })
  const { newAccount, ...known } = shop.limits
  const byCode = <Entry extends { code: string }>(entries: readonly Entry[]) =>
    Object.fromEntries(entries.map((entry) => [entry.code, entry]))
  return {
    shop: {
      ...shop,
      name: text(shop.name),
      ...(shop.greeting !== undefined && { greeting: text(shop.greeting) }),
      closed: [...shop.closed].sort(),
      areas: shop.areas.map((area) => ({
        ...area,
        name: text(area.name),
        fee: amount(area.fee),
        feePerKm: amount(area.feePerKm),
        ...(area.freeFrom !== undefined && { freeFrom: amount(area.freeFrom) }),
        minimum: amount(area.minimum),
      })),
      delivery: { ...shop.delivery, fee: amount(shop.delivery.fee) },
      limits: { ...limits(known), ...(newAccount && { newAccount: limits(newAccount) }) },
      ...(shop.tips && { tips: { ...shop.tips, ...(shop.tips.maximum !== undefined && { maximum: amount(shop.tips.maximum) }) } }),
    },
    categories: categories.map((each) => ({ ...each, name: text(each.name) })),
    ingredients: byCode(ingredients.map((each) => ({ ...each, name: text(each.name) }))),
    products: byCode(
      products.map((each) => ({
        ...each,
        name: text(each.name),
        description: text(each.description),
        price: amount(each.price),
        removable: [...each.removable].sort(),
        options: each.options.map((option) => ({
          ...option,
          name: text(option.name),
          choices: option.choices.map((choice) => ({ ...choice, name: text(choice.name), price: amount(choice.price) })),
        })),
      })),
    ),
    promotions: byCode(
      promotions.map(({ amount: off, maximum, minimum, ...each }) => ({
        ...each,
        name: text(each.name),
        ...(off !== undefined && { amount: amount(off) }),
        ...(maximum !== undefined && { maximum: amount(maximum) }),
        ...(minimum !== undefined && { minimum: amount(minimum) }),
      })),
    ),
  }
}

describe('npm run shop -- apply', () => {
  let target: TestDatabase

  before(async () => {
    target = await createTestDatabase({ empty: true })
    await migrate(target.url)
  })
  after(() => target.drop())

  const exported = async () => {
    const file = await exportShop(target.database)
    if (!file) throw new Error('there is no shop')
    return file
  }

  it('makes the shop that of the file: its export means the same, and applying that changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(randomShop, async (file) => {
        await applyShop(target.database, file)
        const found = await exported()
        expect(meaningOf(found)).to.deep.equal(meaningOf(file))
        const { file: read, faults } = checkShop(toYaml(found))
        expect(faults).to.deep.equal([])
        if (read) expect(await applyShop(target.database, read)).to.deep.equal([])
      }),
      { numRuns: 40 },
    )
  })

  const sample = (change: (file: ShopFile) => ShopFile = (file) => file): ShopFile => {
    const { file } = checkShop(
      JSON.stringify({
        shop: { name: 'Here', currency: 'EUR', timeZone: 'UTC', location: { lat: 48, lng: 17 }, locales: ['en', 'sk'] },
        categories: [
          { code: 'soups', name: 'Soups' },
          { code: 'mains', name: 'Mains' },
        ],
        ingredients: [
          { code: 'garlic', name: 'garlic', unit: 'g', openingStock: 1000 },
          { code: 'bread', name: 'bread', unit: 'g', openingStock: 500 },
        ],
        products: [
          { code: 'one', category: 'soups', name: 'One', price: '4.90', prepMinutes: 8, recipe: { garlic: 25 } },
          { code: 'two', category: 'mains', name: 'Two', price: '5.90', prepMinutes: 9, recipe: { garlic: 5, bread: 50 } },
        ],
      }),
    )
    if (!file) throw new Error('the sample has a fault')
    return change(file)
  }
  const idOf = async (table: string, code: string) =>
    (
      await target.database.query<{ id: string; retired: boolean }>(
        `select id, retired_at is not null as retired from ${table} where code = $1`,
        [code],
      )
    )[0]

  it('says what it adds, changes and retires, and keeps nothing of a dry run', async () => {
    await applyShop(target.database, sample())
    const before = await exported()
    const next = sample((file) => ({
      ...file,
      shop: { ...file.shop, delivery: { ...file.shop.delivery, fee: '2.50' } },
      products: [
        ...file.products.flatMap((each) => (each.code === 'one' ? [{ ...each, price: '5.20', recipe: { garlic: 30, bread: 10 } }] : [])),
        ...file.products.flatMap((each) => (each.code === 'two' ? [{ ...each, code: 'three', name: 'Three' }] : [])),
      ],
    }))
    const changes = [
      { list: 'shop', kind: 'changed', details: ['delivery.fee: 0.00 → 2.50'] },
      { list: 'products', code: 'three', kind: 'added', details: [] },
      {
        list: 'products',
        code: 'one',
        kind: 'changed',
        details: ['price: 4.90 → 5.20', 'recipe.garlic: 25 → 30', 'recipe.bread: nothing → 10'],
      },
      { list: 'products', code: 'two', kind: 'retired', details: [] },
    ]
    expect(await applyShop(target.database, next, { dryRun: true })).to.have.deep.members(changes)
    expect(await exported()).to.deep.equal(before)
    expect(await applyShop(target.database, next)).to.have.deep.members(changes)
  })

  it('retires what is missing and brings it back with the same id, its stock and its orders', async () => {
    await applyShop(target.database, sample())
    const [dish, bread] = [await idOf('products', 'two'), await idOf('ingredients', 'bread')]
    await target.database.query('update stock set on_hand = 7 where ingredient_id = $1', [bread?.id])
    await applyShop(
      target.database,
      sample((file) => ({
        ...file,
        ingredients: file.ingredients.filter(({ code }) => code !== 'bread'),
        products: file.products.filter(({ code }) => code !== 'two'),
      })),
    )
    expect(await idOf('products', 'two')).to.deep.equal({ id: dish?.id, retired: true })
    await applyShop(target.database, sample())
    expect(await idOf('products', 'two')).to.deep.equal({ id: dish?.id, retired: false })
    const [stock] = await target.database.query('select on_hand from stock where ingredient_id = $1', [bread?.id])
    expect(stock, 'the opening stock is not put in again').to.deep.equal({ on_hand: 7 })
  })

  it('lets two dishes exchange their names, and a new one take the name of a retired one', async () => {
    await applyShop(target.database, sample())
    const named = (names: Record<string, string>) =>
      sample((file) => ({ ...file, products: file.products.map((each) => ({ ...each, name: names[each.code] ?? each.name })) }))
    await applyShop(target.database, named({ one: 'Two', two: 'One' }))
    expect((await exported()).products.map(({ code, name }) => [code, name])).to.deep.equal([
      ['one', 'Two'],
      ['two', 'One'],
    ])
    const renamed = sample((file) => ({
      ...file,
      products: file.products.map((each) => (each.code === 'one' ? { ...each, code: 'uno' } : each)),
    }))
    expect((await applyShop(target.database, renamed)).map(({ kind, code }) => `${kind} ${code}`)).to.include.members([
      'added uno',
      'retired one',
    ])
  })

  it('writes no row that stays as it is', async () => {
    await applyShop(target.database, sample())
    const versions = () =>
      target.database.query(
        'select code, xmin::text from products union all select code, xmin::text from ingredients union all select code, xmin::text from categories order by 1',
      )
    const before = await versions()
    await applyShop(target.database, sample())
    // `select … for no key update` alone writes no new version, and leaves the row's xmin
    expect(await versions()).to.deep.equal(before)
  })
})
