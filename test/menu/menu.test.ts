import { expect } from 'chai'
import type { Product } from '../../src/contract/index.ts'
import type { Client } from '../support/client.ts'
import { connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { refusal } from '../support/refusal.ts'

describe('the menu', () => {
  it('is put together once for all who ask for the same page at once, and for each what he asks for', async () => {
    let listings = 0
    const gateway = await startTestGateway({
      onQuery: (sql) => {
        if (sql.includes('from menu') && sql.includes('limit')) listings += 1
      },
    })
    const guest = await connectGuest(gateway)
    const list = (filter: { search?: string; cursor?: string; limit?: number }) => guest.request('menu:list', filter)
    const whole = await list({ limit: 100 })
    const soups = await list({ search: 'soup' })
    const before = listings

    const bad = refusal(list({ cursor: 'bm9wZQ' }))
    const pages = await Promise.all(Array.from({ length: 50 }, (_, n) => list(n % 2 === 0 ? { limit: 100 } : { search: 'soup' })))
    for (const [n, page] of pages.entries()) expect(page).to.deep.equal(n % 2 === 0 ? whole : soups)
    expect(await bad).to.include({ code: 'invalid_argument' })
    expect(soups.products.length).to.be.within(1, whole.products.length - 1)
    expect(before).to.be.greaterThan(0)
    expect(listings - before).to.be.within(1, 8)

    guest.close()
    await gateway.stop()
  })

  describe('as a list', () => {
    let gateway: TestGateway
    let guest: Client<'/guest'>
    let whole: Product[]

    before(async () => {
      gateway = await startTestGateway()
      guest = await connectGuest(gateway)
      whole = (await guest.request('menu:list', { limit: 100 })).products
    })
    after(async () => {
      guest.close()
      await gateway.stop()
    })

    it('comes in pages that hold each dish once, in the order of the menu', async () => {
      const paged: Product[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await guest.request('menu:list', { limit: 7, ...(cursor !== undefined && { cursor }) })
        paged.push(...page.products)
        cursor = page.nextCursor
        if (cursor === undefined) break
      }
      expect(paged.map(({ name }) => name)).to.deep.equal(whole.map(({ name }) => name))
    })

    it('takes the words of a search as they are written', async () => {
      const [dish] = whole
      await gateway.database.query("update products set description = 'with 100% of _love_' where id = $1", [dish?.id])
      const found = async (search: string) => (await guest.request('menu:list', { search })).products.map(({ id }) => id)
      for (const search of ['100%', '_love_', 'LOVE 100%']) expect(await found(search), search).to.deep.equal([dish?.id])
      for (const search of ['%love', '1_0', '\\']) expect(await found(search), search).to.deep.equal([])
    })

    it('shows only the dishes of a category, or for all of some diets', async () => {
      const categoryId = whole[0]?.categoryId ?? ''
      const inCategory = (await guest.request('menu:list', { categoryId, limit: 100 })).products
      expect(inCategory.map(({ name }) => name)).to.deep.equal(
        whole.filter((dish) => dish.categoryId === categoryId).map(({ name }) => name),
      )
      const diets = ['vegan', 'gluten_free'] as const
      const suitable = (await guest.request('menu:list', { diets: [...diets], limit: 100 })).products
      expect(suitable.map(({ name }) => name)).to.deep.equal(
        whole.filter((dish) => diets.every((diet) => dish.diets.includes(diet))).map(({ name }) => name),
      )
      expect(suitable.length).to.be.within(1, whole.length - 1)
    })
  })
})
