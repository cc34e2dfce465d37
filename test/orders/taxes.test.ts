import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { netTaxes } from '../../src/contract/net-taxes.ts'
import { discounted, type Taxed, taxesOf } from '../../src/orders/taxes.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import type { ShopFile } from '../../src/shop/schema/file.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { bring, dishNamed, staffOf } from '../support/orders.ts'
import { pagesOf } from '../support/pdf.ts'
import { refusal } from '../support/refusal.ts'

const rate = fc.constantFrom(0, 5, 5.5, 8.875, 10, 19, 23, 100)
/** Up to the largest order that there can be. */
const amount = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 10 ** 12 }))
const parts: fc.Arbitrary<Taxed[]> = fc.array(fc.record({ rate, amount }), { maxLength: 12 })

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, each) => sum + each, 0)
const paid = (all: readonly Taxed[]) => sumOf(all.map((each) => each.amount))

describe('the taxes that an order includes', () => {
  it('add up with their bases to what is paid, whatever the rates are', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const taxes = taxesOf(all)
        expect(sumOf(taxes.map(({ base, tax }) => base + tax))).to.equal(paid(all))
        expect(taxes.map((each) => each.rate)).to.deep.equal([...new Set(taxes.map((each) => each.rate))].sort((a, b) => a - b))
        for (const { rate, base, tax } of taxes) {
          // half a unit is the most that rounding moves
          expect(Math.abs(tax - ((base + tax) * rate) / (100 + rate))).to.be.at.most(0.501)
        }
      }),
    )
  })

  it('are exact at every rate with three decimals, for small and for large amounts', () => {
    const exponent = fc.integer({ min: 0, max: 12 })
    const anyAmount = exponent.chain((digits) => fc.integer({ min: 1, max: 10 ** digits }))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), anyAmount, (thousandths, amount) => {
        const whole = BigInt(100_000 + thousandths)
        const exact = Number((2n * BigInt(amount) * BigInt(thousandths) + whole) / (2n * whole))
        return taxesOf([{ rate: thousandths / 1000, amount }])[0]?.tax === exact
      }),
      { numRuns: 20_000 },
    )
  })

  it('are rounded once for each rate, half up', () => {
    const taxOf = (amount: number, rate: number) => taxesOf([{ rate, amount }])[0]?.tax
    expect(taxOf(1190, 19)).to.equal(190)
    expect(taxOf(1055, 5.5)).to.equal(55)
    // 0.5 exactly
    expect(taxOf(1, 100)).to.equal(1)
    // 0.476: three single portions would round to 0 each, their sum to 1
    expect(taxOf(10, 5)).to.equal(0)
    expect(taxesOf([10, 10, 10].map((amount) => ({ rate: 5, amount })))).to.deep.equal([{ rate: 5, base: 29, tax: 1 }])
  })

  it('are less with a discount: it lowers the sum of each rate in proportion, and exactly by the discount in all', () => {
    fc.assert(
      fc.property(
        parts.chain((all) => fc.tuple(fc.constant(all), fc.nat({ max: paid(all) }))),
        ([all, discount]) => {
          const [before, after] = [discounted(all, 0), discounted(all, discount)]
          expect(paid(after)).to.equal(paid(all) - discount)
          for (const [n, { rate, amount }] of before.entries()) {
            expect(after[n]?.rate).to.equal(rate)
            expect(after[n]?.amount).to.be.at.least(0)
            const share = paid(all) === 0 ? 0 : Number((BigInt(amount) * BigInt(discount)) / BigInt(paid(all)))
            expect(amount - (after[n]?.amount ?? 0)).to.be.oneOf([share, share + 1])
          }
        },
      ),
    )
    expect(
      discounted(
        [
          { rate: 19, amount: 100 },
          { rate: 5, amount: 200 },
        ],
        100,
      ),
    ).to.deep.equal([
      { rate: 5, amount: 133 },
      { rate: 19, amount: 67 },
    ])
  })
})

describe('a shop with taxes', () => {
  let gateway: TestGateway
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    customer = await arrive(gateway)
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
  })

  const change = async (how: (file: ShopFile) => ShopFile) => {
    const file = await exportShop(gateway.database)
    if (!file) throw new Error('there is no shop')
    await applyShop(gateway.database, how(file))
    const [row] = await gateway.database.query<{ version: number }>('select settings_version as version from store')
    await customer.client.pushed('shop:changed', ({ version }) => version === row?.version)
  }
  const basket = async () => {
    const [pizza, lemonade] = [await dishNamed(gateway, 'Pizza Margherita'), await dishNamed(gateway, 'Homemade lemonade')]
    return [
      { productId: pizza.id, quantity: 2 },
      { productId: lemonade.id, quantity: 3 },
    ]
  }
  const wanted = async () => ({ items: await basket(), delivery: { address: 'Hlavná 1' }, paymentMethod: 'cash' as const })
  const place = async () => (await customer.client.request('order:place', { ...(await wanted()), requestId: randomUUID() })).order
  const report = async (asked: { format: 'csv' | 'pdf'; orderId?: string; adjustment?: number }) => {
    const { content } = await customer.client.request('order:report', asked)
    return content instanceof Uint8Array ? content : new Uint8Array(content)
  }
  const euros = (amount: number) => ({ amount, currency: 'EUR' })
  const quoted = async () => (await customer.client.request('order:quote', await wanted())).taxes

  it('says in a quote what of the total is tax, by rate', async () => {
    // 2 × 8.90 + 1.90 at 5 %, 3 × 3.50 at 19 %
    expect(await quoted()).to.deep.equal([
      { rate: 5, base: euros(1876), tax: euros(94) },
      { rate: 19, base: euros(882), tax: euros(168) },
    ])
  })

  it('keeps with an order what was true when it was placed', async () => {
    const taxes = await quoted()
    const order = await place()
    expect(order.taxes).to.deep.equal(taxes)
    expect(order.items.map(({ taxRate }) => taxRate)).to.deep.equal([5, 19])
    await change(({ shop, ...file }) => ({ ...file, shop: { ...shop, taxRate: '5.5' } }))
    expect((await quoted()).map(({ rate }) => rate)).to.deep.equal([5.5, 19])
    const { requestId, id: orderId } = order
    expect((await customer.client.request('order:get', { orderId })).order).to.deep.equal(order)
    // a repetition gets the answer again
    expect((await customer.client.request('order:place', { ...(await wanted()), requestId })).order).to.deep.equal(order)
    const { client } = await connectNewStaff(gateway, 'manager')
    expect((await client.request('order:get', { orderId })).order.bill?.taxes).to.deep.equal(taxes)
    client.close()
  })

  it('shows them on the receipt, and on a statement as PDF and CSV', async () => {
    const [first] = (await customer.client.request('order:list', {})).orders
    await gateway.database.query("update accounts set locale = 'en-GB' where id = $1", [customer.id])
    const [receipt = ''] = pagesOf(await report({ format: 'pdf', orderId: first?.id ?? '' }))
    for (const text of ['VAT rate Excluding VAT VAT', '5% €18.76 €0.94', '19% €8.82 €1.68', 'Homemade lemonade 19% 3'])
      expect(receipt).to.include(text)
    await place()
    const [statement = ''] = pagesOf(await report({ format: 'pdf' }))
    expect(statement).to.include('VAT 5%: €0.94, 5.5%: €1.03, 19%: €3.36')
    expect(statement).to.include('Includes 5% VAT: €0.94 · Includes 19% VAT: €1.68')
    const rows: Record<string, string>[] = parse(Buffer.from(await report({ format: 'csv' })), { bom: true, columns: true })
    expect(
      rows.map(({ tax_rate, tax_base_5, tax_5, tax_base_19, tax_19 }) => [tax_rate, tax_base_5, tax_5, tax_base_19, tax_19]),
    ).to.deep.equal([
      ['5', '18.76', '0.94', '8.82', '1.68'],
      ['19', '', '', '', ''],
      ['5.5', '', '', '8.82', '1.68'],
      ['19', '', '', '', ''],
    ])
    await change(({ shop, ...file }) => ({ ...file, shop: { ...shop, taxRate: '5' } }))
  })

  it('is given back with what is refunded: on the receipt, the credit note, the statement and in the statistics only the rest is left', async () => {
    const newcomer = await arrive(gateway)
    await gateway.database.query("update accounts set locale = 'en-GB' where id = $1", [newcomer.id])
    const asked = { ...(await wanted()), tip: euros(150), requestId: randomUUID() }
    const { order } = await newcomer.client.request('order:place', asked)
    const { client } = await connectNewStaff(gateway, 'manager')
    const about = { orderId: order.id, reason: 'The pizza was burnt' }
    await client.request('order:refund', { requestId: randomUUID(), ...about, lines: [{ line: 0, quantity: 1 }], delivery: true })
    client.close()

    const reportOf = async (asked: Parameters<typeof newcomer.client.request<'order:report'>>[1]) => {
      const { content, fileName } = await newcomer.client.request('order:report', asked)
      return { content: content instanceof Uint8Array ? content : new Uint8Array(content), fileName }
    }
    const note = await reportOf({ format: 'pdf', orderId: order.id, adjustment: 1 })
    expect(note.fileName).to.equal(`credit-note-${order.number}-1.pdf`)
    const [page = ''] = pagesOf(note.content)
    for (const text of [
      `Credit note ${order.number}-1`,
      'Hlavná kuchyňa, s. r. o.',
      'Reason The pizza was burnt',
      'Refund not yet paid: the amount due was lowered',
      'Pizza Margherita 1 €8.90',
      'Delivery €1.90',
      'Credited in total €10.80',
      '5% €10.28 €0.52',
    ])
      expect(page).to.include(text)
    expect(page).not.to.include('19%')
    expect(await refusal(reportOf({ format: 'pdf', orderId: order.id, adjustment: 2 }))).to.include({ reason: 'adjustment_not_found' })
    expect(await refusal(reportOf({ format: 'csv', orderId: order.id, adjustment: 1 }))).to.include({ code: 'invalid_argument' })

    const [receipt = ''] = pagesOf((await reportOf({ format: 'pdf', orderId: order.id })).content)
    for (const text of ['Total €31.70', 'Refunded: The pizza was burnt', '-€10.80', 'Total after refunds €20.90', '5% €8.48 €0.42'])
      expect(receipt).to.include(text)
    const [statement = ''] = pagesOf((await reportOf({ format: 'pdf' })).content)
    expect(statement).to.include('Total €20.90, of which tips €1.50')
    expect(statement).to.include('VAT 5%: €0.42, 19%: €1.68')
    const csv = Buffer.from((await reportOf({ format: 'csv' })).content)
    const [row = {}]: Record<string, string>[] = parse(csv, { bom: true, columns: true })
    expect(row).to.include({ order_total: '31.70', given_back: '10.80', net_total: '20.90', tax_base_5: '8.48', tax_5: '0.42' })
    const { totals } = await newcomer.client.request('order:statistics', { bucket: 'all' })
    expect(totals).to.deep.include({ total: euros(2090), givenBack: euros(1080), deliveryFees: euros(0), tips: euros(150) })
    newcomer.client.close()
  })

  it('is in the books by day and rate: sales and fees without the tax, and the tax', async () => {
    const staff = await staffOf(gateway)
    await bring(staff, await place(), 'delivered')
    await gateway.database.query("update accounts set locale = 'en-GB' where id = $1", [staff.manager.id])
    const today = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Bratislava' }).format()
    const ask = (format: 'csv' | 'pdf') => staff.manager.client.request('books:report', { from: today, to: today, format })
    const { totals, days, file } = await ask('csv')
    const posted = totals.map(({ account, rate, debit, credit }) => [account, rate, credit.amount - debit.amount])
    expect(posted).to.deep.equal([
      ['customers', undefined, 0],
      ['cash', undefined, -3020],
      ['tax', 5, 94],
      ['tax', 19, 168],
      // 2 × 8.90 without 5 %, 3 × 3.50 without 19 %, 1.90 without 5 %
      ['sales', 5, 1695],
      ['sales', 19, 882],
      ['delivery', 5, 181],
    ])
    expect(days).to.deep.equal([{ day: today, accounts: totals }])
    const bytesOf = (made: typeof file) =>
      Buffer.from(made?.content instanceof Uint8Array ? made.content : new Uint8Array(made?.content ?? []))
    const rows: Record<string, string>[] = parse(bytesOf(file), { bom: true, columns: true })
    expect(rows.find(({ account, tax_rate }) => account === 'sales' && tax_rate === '19')).to.include({
      day: today,
      credit: '8.82',
      debit: '0.00',
      difference: '-8.82',
    })
    const { file: paper } = await ask('pdf')
    expect(paper?.fileName).to.equal(`books-${today}.pdf`)
    const [page = ''] = pagesOf(bytesOf(paper))
    for (const text of ['Hlavná kuchyňa, s. r. o.', 'Sales 19% €0.00 €8.82 -€8.82', 'Cash with couriers €30.20 €0.00 €30.20'])
      expect(page).to.include(text)
    const empty = await staff.manager.client.request('books:report', { from: '2024-02-28', to: '2024-02-29' })
    expect([empty.totals, empty.days, empty.file]).to.deep.equal([[], [], undefined])
    const backwards = staff.manager.client.request('books:report', { from: '2024-03-01', to: '2024-02-29' })
    expect(await refusal(backwards)).to.include({ code: 'invalid_argument' })
    for (const { client } of Object.values(staff)) client.close()
  })

  it('is in the books of its own day where midnight occurs twice', async () => {
    const staff = await staffOf(gateway)
    const live = (zone: string) => gateway.database.query('update store set time_zone = $1', [zone])
    await live('Atlantic/Azores')
    // half past midnight, before the clocks go back to midnight
    await gateway.database.query(
      `insert into ledger (at, kind, currency, accounts, amounts) values ('2026-10-25T00:30:00Z', 'hand_over', 'EUR', '{cash:shop,losses}', '{5,-5}')`,
    )
    const daysOf = async (day: string) =>
      (await staff.manager.client.request('books:report', { from: day, to: day })).days.map((each) => each.day)
    const found = [await daysOf('2026-10-24'), await daysOf('2026-10-25')]
    await live('Europe/Bratislava')
    expect(found).to.deep.equal([[], ['2026-10-25']])
    for (const { client } of Object.values(staff)) client.close()
  })

  it('is none of an order that ended without a sale: that costs nothing now', async () => {
    const newcomer = await arrive(gateway)
    const { order } = await newcomer.client.request('order:place', { ...(await wanted()), requestId: randomUUID() })
    const request = { requestId: randomUUID(), orderId: order.id, reason: 'other' as const }
    const { order: cancelled } = await newcomer.client.request('order:cancel', request)
    expect([cancelled.total, cancelled.netTotal]).to.deep.equal([order.total, euros(0)])
    expect(netTaxes(cancelled)).to.deep.equal([])
    const { content } = await newcomer.client.request('order:report', { format: 'csv' })
    const rows: Record<string, string>[] = parse(Buffer.from(content instanceof Uint8Array ? content : new Uint8Array(content)), {
      bom: true,
      columns: true,
    })
    expect(rows[0]).to.include({ order_total: '30.20', given_back: '0.00', net_total: '0.00', tax_5: '' })
    newcomer.client.close()
  })

  it('has the rate of what replaces a dish, also where it costs the same', async () => {
    const [pizza, lemonade] = await basket()
    const staff = await staffOf(gateway)
    const asked = { ...(await wanted()), items: [pizza ?? lemonade].flatMap((item) => item ?? []), requestId: randomUUID() }
    const { order } = await customer.client.request('order:place', asked)
    expect(order.taxes, 'two pizzas and the delivery').to.deep.equal([{ rate: 5, base: euros(1876), tax: euros(94) }])
    const replace = async (line: number, substitute: { productId: string; quantity: number }) => {
      const lines = [{ line, quantity: 1, substitute }]
      const request = { requestId: randomUUID(), orderId: order.id, lines, reason: 'The oven is broken' }
      await staff.manager.client.request('order:amend', request)
      const answered = { requestId: randomUUID(), orderId: order.id, accept: true }
      return (await customer.client.request('order:answer_substitution', answered)).order
    }
    // a lemonade is 3.50, three are 10.50 and cost no more than the pizza, 8.90
    const cheaper = await replace(0, { productId: lemonade?.productId ?? '', quantity: 1 })
    expect(cheaper.netTotal).to.deep.equal(euros(order.total.amount - 540))
    expect(cheaper.items.map(({ taxRate }) => taxRate)).to.deep.equal([5, 19])
    expect(netTaxes(cheaper)).to.deep.equal([
      { rate: 5, base: euros(1029), tax: euros(51) },
      { rate: 19, base: euros(294), tax: euros(56) },
    ])
    const same = await replace(0, { productId: lemonade?.productId ?? '', quantity: 3 })
    expect(same.netTotal.amount).to.be.within(cheaper.netTotal.amount - 2, cheaper.netTotal.amount)
    const [five, nineteen] = netTaxes(same)
    expect(five).to.deep.equal({ rate: 5, base: euros(181), tax: euros(9) })
    expect(nineteen?.rate).to.equal(19)
    expect([five, nineteen].reduce((sum, tax) => sum + (tax?.base.amount ?? 0) + (tax?.tax.amount ?? 0), 0)).to.equal(same.netTotal.amount)
    await bring(staff, { ...order, total: same.netTotal }, 'delivered')
    const refund = { requestId: randomUUID(), orderId: order.id, all: true as const, reason: 'Cold' }
    await staff.manager.client.request('order:refund', refund)
    const { order: end } = await customer.client.request('order:get', { orderId: order.id })
    expect(netTaxes(end)).to.deep.equal([])
    await expectBooks(gateway.database)
    for (const { client } of Object.values(staff)) client.close()
  })

  it('adds up to the total in every currency, in its own minor units', async () => {
    for (const currency of ['JPY', 'KWD', 'HUF', 'EUR']) {
      await gateway.database.query('update store set currency = $1', [currency])
      const { taxes, total, tip } = await place()
      expect(taxes).to.have.length(2)
      expect(taxes.every(({ base, tax }) => base.currency === currency && tax.currency === currency)).to.equal(true)
      expect(sumOf(taxes.map(({ base, tax }) => base.amount + tax.amount))).to.equal(total.amount - tip.amount)
    }
  })

  it('is less with a promotion code, and takes no tax of a tip', async () => {
    const newcomer = await arrive(gateway)
    const orderWith = async (client: typeof customer.client, promotionCode: string) => {
      const asked = { ...(await wanted()), promotionCode, tip: euros(150), requestId: randomUUID() }
      return (await client.request('order:place', asked)).order
    }
    // 20 % off 17.80 and 10.50
    const less = await orderWith(newcomer.client, 'VITAJTE')
    expect(less).to.deep.include({ discount: euros(566), tip: euros(150), total: euros(2604) })
    expect(less.taxes).to.deep.equal([
      { rate: 5, base: euros(1537), tax: euros(77) },
      { rate: 19, base: euros(706), tax: euros(134) },
    ])
    // the delivery is free, and its tax with it
    expect((await orderWith(customer.client, 'DOVOZ')).taxes).to.deep.equal([
      { rate: 5, base: euros(1695), tax: euros(85) },
      { rate: 19, base: euros(882), tax: euros(168) },
    ])
    newcomer.client.close()
  })

  it('has a rate of its own for the delivery, if it is given one', async () => {
    await change(({ shop, ...file }) => ({ ...file, shop: { ...shop, delivery: { ...shop.delivery, taxRate: '19' } } }))
    expect(await quoted()).to.deep.equal([
      { rate: 5, base: euros(1695), tax: euros(85) },
      { rate: 19, base: euros(1042), tax: euros(198) },
    ])
  })

  it('says who sells, to guests too', async () => {
    const guest = await connectGuest(gateway)
    expect((await guest.request('shop:get', {})).seller).to.deep.equal({
      legalName: 'Hlavná kuchyňa, s. r. o.',
      taxNumber: 'IČ DPH SK2020000001',
      address: 'Hlavná 12, 811 01 Bratislava',
    })
    await change(({ shop: { seller, ...shop }, ...file }) => ({ ...file, shop }))
    expect(await guest.request('shop:get', {})).not.to.have.property('seller')
    guest.close()
  })

  it('shows none without a rate of the shop', async () => {
    await change(({ shop: { taxRate, delivery, ...shop }, products, ...file }) => {
      const { taxRate: ofDelivery, ...rest } = delivery
      return { ...file, shop: { ...shop, delivery: rest }, products: products.map(({ taxRate: own, ...product }) => product) }
    })
    expect(await quoted()).to.deep.equal([])
    const order = await place()
    expect(order.taxes).to.deep.equal([])
    expect(order.items.some((item) => 'taxRate' in item)).to.equal(false)
    const [receipt] = pagesOf(await report({ format: 'pdf', orderId: order.id }))
    expect(receipt).not.to.include('VAT')
  })
})
