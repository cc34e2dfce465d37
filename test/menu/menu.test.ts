import { expect } from 'chai'
import { connectGuest, startTestGateway } from '../support/gateway.ts'
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
})
