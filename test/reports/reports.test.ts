import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import type { Order } from '../../src/contract/index.ts'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { type PastOrder, writeHistory } from '../support/history.ts'
import { describeWith, itWith } from '../support/install.ts'
import { bring, dishNamed, placement, type Staff, staffOf } from '../support/orders.ts'
import { pagesOf } from '../support/pdf.ts'
import { startProcess } from '../support/process.ts'
import { refusal } from '../support/refusal.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

const bytes = (content: Uint8Array | ArrayBuffer) => (content instanceof Uint8Array ? content : new Uint8Array(content))

describe('reports', () => {
  let gateway: TestGateway
  let staff: Staff
  let customer: Customer
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    productId = (await dishNamed(gateway, 'Pizza Margherita')).id
    // starts the threads that create PDF files
    await (await arrive(gateway)).client.request('order:report', { format: 'pdf' })
  })
  beforeEach(async () => {
    customer = await arrive(gateway)
  })
  afterEach(() => customer.client.close())
  after(async () => {
    for (const { client } of Object.values(staff)) client.close()
    await gateway.stop()
  })

  const change = (sql: string, ...bind: unknown[]) => gateway.database.query(sql, bind)
  const speak = (locale: string, timeZone = 'Europe/Bratislava') =>
    change('update accounts set name = $2, locale = $3, time_zone = $4 where id = $1', customer.id, 'Ľuboš Čučoriedka', locale, timeZone)

  const past = (placedAt: string, more: Partial<PastOrder> = {}): PastOrder => ({
    placedAt,
    lines: [{ productId, quantity: 2, unitPrice: 890 }],
    ...more,
  })
  const write = (orders: PastOrder[]) => writeHistory(gateway.database, customer.id, orders)

  const report = async (asked: Parameters<Customer['client']['request']>[1] & { format: 'csv' | 'pdf' }) => {
    const { content, ...named } = await customer.client.request('order:report', asked)
    return { ...named, content: bytes(content) }
  }
  const table = async (asked: object = {}): Promise<Record<string, string>[]> =>
    parse(Buffer.from((await report({ format: 'csv', ...asked })).content), { bom: true, columns: true })

  /** An order with everything that a report may show. */
  const wholeOrder = async (): Promise<Order> => {
    const soup = await dishNamed(gateway, 'Pizza Funghi').catch(() => dishNamed(gateway, 'Pizza Margherita'))
    const items = [
      { productId, quantity: 2, note: 'bez "bazalky",\nprosím' },
      { productId: soup.id, quantity: 1 },
    ]
    const delivery = { address: 'Šoltésovej 14, Košice', contactName: 'Žofia Krčméryová', phone: '+421 900 123 456' }
    const placed = placement(productId, { items, delivery, note: 'Zvoňte 2×; Щедрін', paymentMethod: 'pos' })
    const { order } = await customer.client.request('order:place', placed)
    await bring(staff, order, 'delivered')
    await customer.client.request('order:rate', { orderId: order.id, rating: 4 })
    return (await customer.client.request('order:get', { orderId: order.id })).order
  }

  describe('as CSV', () => {
    it('have a row for each item of each order, with every field', async () => {
      await speak('sk')
      const order = await wholeOrder()
      const { fileName, contentType, content } = await report({ format: 'csv', orderId: order.id })
      expect(fileName).to.equal(`order-${order.number}.csv`)
      expect(contentType).to.equal('text/csv; charset=utf-8; header=present')
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
      expect(text.startsWith('\ufefforder_number,'), 'a byte order mark and a header').to.equal(true)
      expect(text.endsWith('\r\n')).to.equal(true)

      const rows = await table({ orderId: order.id })
      expect(rows).to.have.length(2)
      const same = (local: string | undefined, at: string | undefined) => {
        expect(local).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/)
        expect(Date.parse(local ?? '')).to.equal(Math.floor(Date.parse(at ?? '') / 1000) * 1000)
      }
      for (const [n, row] of rows.entries()) {
        const item = order.items[n]
        const decimal = (amount = 0) => (amount / 100).toFixed(2)
        expect(row).to.deep.include({
          order_number: String(order.number),
          order_id: order.id,
          status: 'delivered',
          cooking_estimated_minutes: String(order.cooking.estimatedMinutes),
          place_of_delivery: 'Šoltésovej 14, Košice',
          payment_method: 'pos',
          payment_status: 'succeeded',
          item: String(n + 1),
          product: item?.name,
          quantity: String(item?.quantity),
          unit_price: decimal(item?.unitPrice.amount),
          item_total: decimal(item?.total.amount),
          item_note: item?.note ?? '',
          delivery_fee: n === 0 ? decimal(order.deliveryFee.amount) : '',
          order_total: n === 0 ? decimal(order.total.amount) : '',
          currency: 'EUR',
          order_note: 'Zvoňte 2×; Щедрін',
          rating: '4',
        })
        same(row.registered_at, order.placedAt)
        same(row.cooking_started_at, order.cooking.startedAt)
        same(row.cooking_finished_at, order.cooking.finishedAt)
        same(row.delivery_estimated_from, order.eta.earliest)
        same(row.delivery_estimated_to, order.eta.latest)
        same(row.delivery_promised_at, order.eta.promised)
        same(row.delivered_at, order.deliveredAt)
      }
    })

    it('contain the orders of the range, the oldest first, without its end', async () => {
      const [first, second] = await write(['2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z', '2025-03-01T00:00:00Z'].map((at) => past(at)))
      const ids = async (asked: object) => (await table(asked)).map(({ order_id }) => order_id)
      expect(await ids({ from: '2025-01-01T00:00:00Z', to: '2025-03-01T00:00:00Z' })).to.deep.equal([first, second])
      expect(await ids({})).to.have.length(3)
      expect(await ids({ from: '2030-01-01T00:00:00Z' })).to.deep.equal([])
      const { fileName } = await report({ format: 'csv', from: '2025-01-01T00:00:00Z', to: '2025-03-01T00:00:00Z' })
      expect(fileName).to.equal('orders-2025-01-01-2025-02-28.csv')
    })

    it('are named by the first and the last day of the range, where the customer is', async () => {
      await speak('sk', 'Pacific/Auckland')
      const nameOf = async (range: object) => (await report({ format: 'csv', ...range })).fileName
      expect(await nameOf({ from: '2024-12-31T11:00:00Z', to: '2025-01-31T11:00:00Z' })).to.equal('orders-2025-01-01-2025-01-31.csv')
      expect(await nameOf({ from: '2024-12-31T11:00:00Z', to: '2025-01-01T11:00:00Z' })).to.equal('orders-2025-01-01.csv')
      expect(await nameOf({ to: '2025-01-01T12:00:00Z' })).to.equal('orders-2025-01-02.csv')
      expect(await nameOf({})).to.equal('orders.csv')
      await speak('sk')
    })

    it('never start a cell with a formula', async () => {
      const traps = ['=HYPERLINK("http://example.com")', '+1+1', '-1+1', '@SUM(A1)', '＝1+1']
      await write(
        traps.map((trap) =>
          past('2025-01-01T00:00:00Z', {
            address: trap,
            note: trap,
            lines: [{ productId, name: trap, quantity: 1, unitPrice: 1, note: trap }],
          }),
        ),
      )
      const rows = await table()
      expect(rows).to.have.length(traps.length)
      for (const row of rows) {
        for (const cell of Object.values(row)) expect(cell).not.to.match(/^[=+\-@\t\r＝＋－＠]/)
        expect(traps.map((trap) => `'${trap}`)).to.include(row.place_of_delivery)
      }
    })

    it('have the discount, its code and the tip in the first row of an order', async () => {
      const lines = [1, 2].map((quantity) => ({ productId, quantity, unitPrice: 1000 }))
      const promotion = { code: 'SUMMER10', name: '10% off' }
      await write([past('2025-01-01T00:00:00Z', { lines, discount: 300, promotion, tip: 250 })])
      const rows = await table()
      expect(
        rows.map(({ discount, promotion, delivery_fee, tip, order_total }) => [discount, promotion, delivery_fee, tip, order_total]),
      ).to.deep.equal([
        ['3.00', 'SUMMER10', '1.90', '2.50', '31.40'],
        ['', '', '', '', ''],
      ])
    })

    it('use the minor units of each currency', async () => {
      const lines = [{ productId, quantity: 1, unitPrice: 12_345 }]
      await write(['EUR', 'HUF', 'JPY', 'KWD'].map((currency) => past('2025-01-01T00:00:00Z', { currency, lines, fee: 0 })))
      const totals = (await table()).map(({ currency, order_total, unit_price }) => [currency, order_total, unit_price])
      expect(totals).to.have.deep.members([
        ['EUR', '123.45', '123.45'],
        ['HUF', '123.45', '123.45'],
        ['JPY', '12345', '12345'],
        ['KWD', '12.345', '12.345'],
      ])
    })

    it('show local time on both sides of a clock change', async () => {
      await speak('sk')
      await write(['2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z'].map((at) => past(at)))
      expect((await table()).map(({ registered_at }) => registered_at)).to.deep.equal([
        '2025-10-26T02:30:00+02:00',
        '2025-10-26T02:30:00+01:00',
      ])
    })
  })

  describeWith('pdftotext')('as PDF', () => {
    const locales = [
      {
        locale: 'sk',
        title: 'Doklad k objednávke',
        status: 'doručená',
        money: (cents: string) => `${cents.replace('.', ',')} €`,
        page: 'Strana 1 z 1',
      },
      { locale: 'en-GB', title: 'Receipt for order', status: 'delivered', money: (cents: string) => `€${cents}`, page: 'Page 1 of 1' },
      {
        locale: 'de',
        title: 'Receipt for order',
        status: 'delivered',
        money: (cents: string) => `${cents.replace('.', ',')} €`,
        page: 'Page 1 of 1',
      },
    ]
    for (const { locale, title, status, money, page } of locales) {
      it(`are a receipt with every field, in the format of ${locale}`, async () => {
        await speak(locale)
        const order = await wholeOrder()
        const { fileName, contentType, content } = await report({ format: 'pdf', orderId: order.id })
        expect([fileName, contentType]).to.deep.equal([`order-${order.number}.pdf`, 'application/pdf'])
        const pages = pagesOf(content)
        expect(pages).to.have.length(1)
        const at = (moment: string | undefined, style: Intl.DateTimeFormatOptions) =>
          new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Bratislava', ...style }).format(new Date(moment ?? '')).replace(/\s/g, ' ')
        const whole = { dateStyle: 'medium', timeStyle: 'short' } as const
        const wanted = [
          `${title} ${order.number}`,
          'Hlavná kuchyňa, s. r. o., Hlavná 12, 811 01 Bratislava, IČ DPH SK2020000001',
          'Ľuboš Čučoriedka',
          'Žofia Krčméryová',
          '+421 900 123 456',
          'Šoltésovej 14, Košice',
          'Zvoňte 2×; Щедрін',
          'bez "bazalky", prosím',
          staff.courier.login,
          status,
          '4/5',
          at(order.placedAt, whole),
          at(order.cooking.startedAt, { timeStyle: 'short' }),
          at(order.cooking.finishedAt, { timeStyle: 'short' }),
          `${order.cooking.estimatedMinutes} min`,
          at(order.deliveredAt, whole),
          at(order.eta.promised, whole),
          page,
          ...order.items.flatMap(({ name, unitPrice, total }) => [
            name,
            money((unitPrice.amount / 100).toFixed(2)),
            money((total.amount / 100).toFixed(2)),
          ]),
          ...[order.subtotal, order.deliveryFee, order.total].map(({ amount }) => money((amount / 100).toFixed(2))),
        ]
        for (const text of wanted) expect(pages[0]).to.include(text)
      })
    }

    it('have Latin digits in the right order for a language that is written from right to left', async () => {
      await speak('ar-EG')
      const order = await wholeOrder()
      const [page] = pagesOf((await report({ format: 'pdf', orderId: order.id })).content)
      for (const { amount } of [order.subtotal, order.deliveryFee, order.total]) expect(page).to.include(`€${(amount / 100).toFixed(2)}`)
      expect(page).to.match(/Ordered \w{3} \d{1,2}, 20\d\d, /)
      expect(page).not.to.match(/\p{Script=Arabic}/u)
    })

    it('have the discount, the delivery and the tip between the dishes and the total, and tips apart in a statement', async () => {
      const lines = [{ productId, quantity: 3, unitPrice: 1000 }]
      const promotion = { code: 'SUMMER10', name: 'Letných 10 %' }
      const [orderId = ''] = await write([
        past('2025-01-01T00:00:00Z', { lines, discount: 300, promotion, tip: 250 }),
        past('2025-01-02T00:00:00Z', { lines }),
      ])
      const textOf = async (asked: object) => pagesOf((await report({ format: 'pdf', ...asked })).content).join(' ')
      await speak('en-GB')
      expect(await textOf({ orderId })).to.include('Subtotal €30.00 Discount: Letných 10 % -€3.00 Delivery €1.90 Tip €2.50 Total €31.40')
      expect(await textOf({})).to.include('Total €63.30, of which tips €2.50')
      await speak('sk')
      expect(await textOf({ orderId })).to.match(/Zľava: Letných 10 % -3,00 € Doručenie 1,90 € Sprepitné 2,50 € Spolu 31,40 €/)
      expect(await textOf({})).to.match(/Spolu 63,30 €, z toho sprepitné 2,50 €/)
    })

    it('show the expected arrival of an order that is still under way', async () => {
      await speak('en-GB')
      const { order } = await customer.client.request('order:place', placement(productId))
      const [page] = pagesOf((await report({ format: 'pdf', orderId: order.id })).content)
      const clock = (at: string) =>
        new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Bratislava', timeStyle: 'short' }).format(new Date(at))
      expect(page).to.include(`estimated ${clock(order.eta.earliest)} – ${clock(order.eta.latest)}`)
      expect(page).to.include('cash, to be paid at the door')
    })

    it('are a statement of as many pages as needed, with each order once and the total', async () => {
      await speak('en-GB')
      const orders = Array.from({ length: 120 }, (_, n) =>
        past(new Date(Date.UTC(2025, 0, 1 + n, 12)).toISOString(), {
          status: n % 10 === 0 ? 'cancelled' : 'delivered',
          address: `Ulica ${n}, Košice`,
        }),
      )
      await write(orders)
      const numbers = (await table()).map(({ order_number }) => order_number)
      const { fileName, content } = await report({ format: 'pdf', from: '2025-01-01T00:00:00Z' })
      expect(fileName).to.equal('orders-2025-01-01.pdf')
      const pages = pagesOf(content)
      expect(pages.length).to.be.greaterThan(5)
      for (const [n, page] of pages.entries()) expect(page).to.include(`Page ${n + 1} of ${pages.length}`)
      const text = pages.join(' ')
      const found = [...text.matchAll(/(\d+) · (delivered €19\.70|cancelled €0\.00)/g)].map(([, number]) => number)
      expect(found).to.deep.equal(numbers)
      for (const { address = '' } of orders) expect(text.split(`${address} ·`)).to.have.length(2)
      expect(text).to.include('Orders 120, 108 of them count towards the total')
      expect(text).to.include('Total €2,127.60')
      expect(text).to.include('2 × Pizza Margherita (€8.90) €17.80')
    })

    it('fit long names, one-word addresses, notes of many lines, and letters that no font has', async () => {
      const address = 'W'.repeat(300)
      const note = '🍕 a\n'.repeat(120)
      const [orderId = ''] = await write([
        past('2025-01-01T00:00:00Z', {
          address,
          note,
          lines: Array.from({ length: 50 }, () => ({ productId, name: 'Halušky '.repeat(40), quantity: 50, unitPrice: 100_000_000, note })),
        }),
      ])
      for (const asked of [{ orderId }, {}]) {
        const pages = pagesOf((await report({ format: 'pdf', ...asked })).content)
        expect(pages.length).to.be.within(2, 40)
        expect(pages.join('').replace(/\s/g, '')).to.include(address)
        if (asked.orderId) expect(pages.join('').match(/□ ?a/g)?.length).to.be.greaterThan(5000)
      }
    })

    it('name the seller of the time at which the order was placed', async () => {
      await speak('en-GB')
      const [before, after] = await write([past('2025-01-01T00:00:00Z'), past('2025-03-01T00:00:00Z')])
      const seller = { legalName: 'Old Kitchen Ltd', taxNumber: 'GB 1', address: '1 Old Street, London' }
      await change("insert into sellers values ('2024-01-01Z', $1), ('2025-02-01Z', null)", JSON.stringify(seller))
      const written = async (asked: object) => pagesOf((await report({ format: 'pdf', ...asked })).content).join(' ')
      try {
        const line = 'Seller Old Kitchen Ltd, 1 Old Street, London, GB 1'
        expect(await written({ orderId: before })).to.include(line)
        expect(await written({ orderId: after })).not.to.include('Seller')
        expect((await written({})).split(line)).to.have.length(2)
      } finally {
        await change("delete from sellers where since < '2025-02-02Z'")
      }
    })

    it('say that there are no orders', async () => {
      const pages = pagesOf((await report({ format: 'pdf' })).content)
      expect(pages).to.have.length(1)
      expect(pages[0]).to.include('There are no orders in this period.')
    })
  })

  it('are refused for orders of other customers, and for invalid reports', async () => {
    const stranger = await arrive(gateway)
    const [theirs] = await writeHistory(gateway.database, stranger.id, [past('2025-01-01T00:00:00Z')])
    const bad: [object, string, string][] = [
      [{ format: 'pdf', orderId: theirs }, 'order_not_found', ''],
      [{ format: 'csv', orderId: randomUUID() }, 'order_not_found', ''],
      [{ format: 'xls' }, 'invalid_argument', 'format'],
      [{}, 'invalid_argument', 'format'],
      [{ format: 'csv', orderId: theirs, from: '2025-01-01T00:00:00Z' }, 'invalid_argument', 'orderId'],
      [{ format: 'csv', from: '2025-02-01T00:00:00Z', to: '2025-01-01T00:00:00Z' }, 'invalid_argument', 'to'],
    ]
    for (const [payload, reason, field] of bad) {
      const answer = await customer.client.raw('order:report', payload)
      if (answer.ok) throw new Error(`${JSON.stringify(payload)} was accepted`)
      expect(answer.error.reason ?? answer.error.code).to.equal(reason)
      expect(answer.error.message).to.include(field)
    }
    stranger.client.close()
  })

  it('that are too large are refused with advice, and the connection stays open', async () => {
    const note = 'dlhá poznámka '.repeat(35).trim()
    await write(
      Array.from({ length: 900 }, () => past('2025-01-01T00:00:00Z', { note, lines: [{ productId, quantity: 1, unitPrice: 1, note }] })),
    )
    const failure = await refusal(customer.client.request('order:report', { format: 'csv' }))
    expect(failure).to.include({ code: 'resource_exhausted', reason: 'report_too_large', retryable: false })
    expect(failure.message).to.include('shorter range')
    for (let times = 0; times < 3; times++) await write(Array.from({ length: 1000 }, () => past('2025-02-01T00:00:00Z')))
    for (const format of ['csv', 'pdf'] as const) {
      const asked = customer.client.request('order:report', { format, from: '2025-01-01T00:00:00Z' })
      expect(await refusal(asked)).to.include({ reason: 'report_too_large' })
    }
    const fits = await report({ format: 'csv', to: '2025-01-01T00:00:00Z' })
    expect(fits.content.length).to.be.lessThan(1000)
  })

  it('of nearly the largest size arrive complete', async () => {
    await write(Array.from({ length: 1700 }, () => past('2025-01-01T00:00:00Z', { note: 'x'.repeat(150) })))
    const { content } = await report({ format: 'csv' })
    expect(content.length).to.be.within(500_000, 768 * 1024)
    expect(await table()).to.have.length(1700)
  })

  it('do not delay other customers when 200 are requested at the same time', async () => {
    await write(Array.from({ length: 5 }, (_, n) => past(new Date(Date.UTC(2025, 0, 1 + n)).toISOString())))
    const bystander = await arrive(gateway)
    // the thread runs
    await report({ format: 'pdf' })
    let made = 0
    const ask = async (n: number) => {
      const format = n % 4 === 0 ? 'csv' : 'pdf'
      const answer = await customer.client.socket.timeout(100_000).emitWithAck('order:report', { format })
      made += 1
      return answer
    }
    const reports = Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)))
    const madeMeanwhile: number[] = []
    while (made < 200) {
      const before = made
      await bystander.client.request('menu:get', { productId })
      madeMeanwhile.push(made - before)
    }
    for (const answer of await reports) expect(answer.data.content.length).to.be.greaterThan(1000)
    // on the event loop, at most one request would be answered between two reports
    expect(madeMeanwhile.length, 'answers while 200 reports are made').to.be.greaterThan(2 * 200)
    expect(Math.max(...madeMeanwhile), 'reports that were made during one request').to.be.lessThan(200 / 4)
    bystander.client.close()
  })

  it('are also created by the built gateway', async () => {
    const built = await startProcess({ DATABASE_URL: gateway.databaseUrl })
    const client = await connectCustomer(built, customer.token)
    for (const format of ['csv', 'pdf'] as const) {
      const { content } = await client.request('order:report', { format })
      expect(bytes(content).length).to.be.greaterThan(100)
    }
    client.close()
    expect(await built.kill('SIGTERM')).to.equal(0)
  })

  itWith('pdftotext')('can be copied as text whatever the thread has printed before', async () => {
    const fresh = await startTestGateway()
    const person = await arrive(fresh)
    await fresh.database.query("update accounts set locale = 'sk', name = 'Ž' where id = $1", [person.id])
    const { id } = await dishNamed(fresh, 'Pizza Margherita')
    for (const name of ['ČčŠšÄäŇňÔôŘřĹĺ', 'Cc Ss Aa Nn Oo Rr Ll fi ffl']) {
      const lines = [{ productId: id, name, quantity: 1, unitPrice: 1 }]
      const [orderId = ''] = await writeHistory(fresh.database, person.id, [past('2025-01-01T00:00:00Z', { lines })])
      const { content } = await person.client.request('order:report', { format: 'pdf', orderId })
      expect(pagesOf(bytes(content))[0]).to.include(name)
    }
    person.client.close()
    await fresh.stop()
  })
})
