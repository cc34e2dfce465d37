import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import type { ShopFile } from '../../src/shop/schema/file.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { placement } from '../support/orders.ts'
import { connectToDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'

describe('a shop that another program changes', () => {
  let nodes: [TestGateway, TestGateway]

  before(async () => {
    const one = await startTestGateway()
    nodes = [one, await startTestGateway({ on: { url: one.databaseUrl } })]
  })
  after(async () => {
    await nodes[1].stop()
    await nodes[0].stop()
  })

  /** As the command does: on a connection that no gateway knows. */
  const change = async (how: (file: ShopFile) => ShopFile) => {
    const { database, drop } = connectToDatabase(nodes[0].databaseUrl)
    const file = await exportShop(database)
    if (!file) throw new Error('there is no shop')
    const changes = await applyShop(database, how(file))
    await drop()
    return changes
  }

  it('shows everybody the new menu on every node, and tells them', async () => {
    const guest = await connectGuest(nodes[0])
    const { client } = await arrive(nodes[1])
    const staff = await connectNewStaff(nodes[1], 'kitchen')
    const { version } = await guest.request('menu:list', {})
    const everybody = [guest.pushed('menu:changed'), client.pushed('menu:changed'), staff.client.pushed('menu:changed')]
    const settings = client.pushed('shop:changed')
    await client.request('menu:list', {})
    await change((file) => ({
      ...file,
      shop: { ...file.shop, delivery: { ...file.shop.delivery, fee: '3.30' } },
      products: file.products.map((each) => (each.code === 'espresso' ? { ...each, price: '2.55' } : each)),
    }))
    for (const told of await Promise.all(everybody)) expect(told).to.deep.equal({ version: version + 1 })
    await settings
    const search = { search: 'espresso' }
    const menus = { one: await guest.request('menu:list', search), other: await client.request('menu:list', search) }
    for (const [where, menu] of Object.entries(menus)) {
      expect(menu.version, where).to.equal(version + 1)
      expect(menu.products[0]?.price.amount, where).to.equal(255)
    }
    guest.close()
    client.close()
    staff.client.close()
  })

  it('takes no order for a dish that is retired, and keeps the orders that have it', async () => {
    const { client } = await arrive(nodes[0])
    const { products } = await client.request('menu:list', { search: 'tiramisu' })
    const productId = products[0]?.id ?? ''
    const { order } = await client.request('order:place', placement(productId))
    await client.request('favorite:save', { name: 'Sweet', orderId: order.id })
    const told = client.pushed('menu:changed')
    await change((file) => ({ ...file, products: file.products.filter(({ code }) => code !== 'tiramisu') }))
    expect(await refusal(client.request('order:place', placement(productId)))).to.include({ reason: 'product_not_found' })
    await told
    const { requestId, note, acceptDietaryConflicts, ...content } = placement(productId)
    expect(await refusal(client.request('order:quote', content))).to.include({ reason: 'product_not_found' })
    expect((await client.request('menu:list', { search: 'tiramisu' })).products).to.deep.equal([])
    expect((await client.request('order:get', { orderId: order.id })).order.items[0]).to.include({ name: 'Tiramisu' })
    const [favorite] = (await client.request('favorite:list', {})).favorites
    expect(favorite?.items[0]).to.include({ name: 'Tiramisu', available: false }).and.not.to.have.property('unitPrice')
    const again = await refusal(client.request('order:reorder', { requestId: randomUUID(), orderId: order.id }))
    expect(again).to.include({ reason: 'nothing_to_order' })
    client.close()
  })

  it('tells that the menu has changed when settings do with which dishes are shown', async () => {
    const guest = await connectGuest(nodes[0])
    const { version } = await guest.request('menu:list', { limit: 1 })
    const told = guest.pushed('menu:changed', (news) => news.version > version)
    await change((file) => ({ ...file, shop: { ...file.shop, diets: file.shop.diets.filter((each) => each !== 'gluten_free') } }))
    expect(await told).to.deep.equal({ version: version + 1 })
    const menu = await guest.request('menu:list', { limit: 100 })
    expect(menu.version).to.equal(version + 1)
    expect(menu.products.flatMap(({ diets }) => diets)).not.to.include('gluten_free')
    guest.close()
  })
})
