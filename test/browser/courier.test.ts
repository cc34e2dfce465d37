import { expect } from 'chai'
import { likelyCash, parseCash } from '../../web/src/staff/state/change.ts'
import { inspect, openBoard } from '../support/browser.ts'
import { browserFrame } from '../support/browser-frame.ts'
import { arrive } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'

const userAgents = {
  android: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  desktop: undefined,
}

const where = { address: 'Hlavná 1 (2nd floor), Bratislava', location: { lat: 48.15, lng: 17.11 } }

describeWith('chromium')('the courier at the door', () => {
  const frame = browserFrame()
  let staff: Staff

  before(async () => {
    staff = await staffOf(frame.gateway)
  })

  const carry = async (delivery: Parameters<typeof placement>[1] = {}) => {
    const { client } = await arrive(frame.gateway)
    const { id } = await anyDish(frame.gateway)
    const { order } = await client.request('order:place', placement(id, { items: [{ productId: id, quantity: 2 }], ...delivery }))
    await bring(staff, order, 'in_transit')
    return order
  }
  const open = async (device: keyof typeof userAgents = 'desktop') => {
    const visitor = await frame.visit({
      at: { latitude: 48.145, longitude: 17.12 },
      ...(userAgents[device] && { userAgent: userAgents[device] }),
    })
    await openBoard(visitor, staff.courier)
    return visitor.page
  }

  for (const [device, href] of [
    ['android', 'geo:48.15,17.11?q=48.15,17.11(Hlavn%C3%A1%201%20%282nd%20floor%29%2C%20Bratislava)'],
    ['iphone', 'https://maps.apple.com/?daddr=48.15,17.11'],
    ['desktop', 'https://www.google.com/maps/dir/?api=1&destination=48.15,17.11'],
  ] as const) {
    it(`opens the way to the customer with one tap: ${device}`, async () => {
      const { number } = await carry({ delivery: where })
      const page = await open(device)
      const ticket = page.getByRole('article', { name: `Order ${number}`, exact: true })
      expect(await ticket.getByRole('link', { name: 'Navigate' }).getAttribute('href')).to.equal(href)
    })
  }

  it('opens the way to an address without a point on the map, and calls the customer', async () => {
    const { number } = await carry({ delivery: { address: 'Hlavná 1', contactName: 'Eva', phone: '+421 (900) 123-456' } })
    const page = await open('android')
    const ticket = page.getByRole('article', { name: `Order ${number}`, exact: true })
    expect(await ticket.getByRole('link', { name: 'Navigate' }).getAttribute('href')).to.equal('geo:0,0?q=Hlavn%C3%A1%201')
    expect(await ticket.getByRole('link', { name: 'Call +421' }).getAttribute('href')).to.equal('tel:+421900123456')
  })

  it('shows all stops and the courier on a map; a pin leads to its ticket', async () => {
    const [first, second] = [
      await carry({ delivery: where }),
      await carry({ delivery: { ...where, location: { lat: 48.14, lng: 17.13 } } }),
    ]
    const page = await open('android')
    const map = page.getByRole('region', { name: 'Map of your stops' })
    for (const { number } of [first, second]) await map.getByRole('button', { name: `Order ${number}, ${where.address}` }).waitFor()
    await page.getByLabel('Share my location').check()
    await map.getByText('You', { exact: true }).waitFor()
    await inspect(page, 'staff-stops')
    await map.getByRole('button', { name: `Order ${second.number}, ${where.address}` }).click()
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).to.equal(`Order ${second.number}`)
  })

  it('works out the change for a banknote and for an amount that is typed', async () => {
    const { number, total } = await carry()
    const page = await open()
    const ticket = page.getByRole('article', { name: `Order ${number}`, exact: true })
    const euros = (amount: number) => `€${(amount / 100).toFixed(2)}`
    const [next] = likelyCash(total)
    if (!next) throw new Error('no banknote')
    await ticket.getByRole('button', { name: euros(next.amount), exact: true }).click()
    await ticket.getByText(`Give back ${euros(next.amount - total.amount)}`).waitFor()
    await ticket.getByLabel('Another amount').fill(((total.amount + 105) / 100).toFixed(2).replace('.', ','))
    await ticket.getByText('Give back €1.05').waitFor()
    await ticket.getByLabel('Another amount').fill(((total.amount - 1) / 100).toFixed(2))
    await ticket.getByText('€0.01 is missing').waitFor()
  })
})

describe('cash at the door', () => {
  it('offers the next multiples of banknotes, in the units of the currency', () => {
    const offered = (amount: number, currency: string) => likelyCash({ amount, currency }).map((sum) => sum.amount)
    expect(offered(1240, 'EUR')).to.deep.equal([1500, 2000, 5000, 10_000])
    expect(offered(2000, 'EUR')).to.deep.equal([2000, 5000, 10_000, 20_000])
    expect(offered(1240, 'JPY')).to.deep.equal([1400, 1500, 2000, 5000])
  })

  it('reads an amount with a point or a comma, and nothing else', () => {
    const read = (text: string) => parseCash(text, 'EUR')?.amount
    expect(['20', '20,5', '20.50', '1 000', '0,1'].map(read)).to.deep.equal([2000, 2050, 2050, 100_000, 10])
    expect(['', '-5', '1e3', '20.', 'x', '1,000.5', '9999999999'].map(read)).to.deep.equal(Array.from({ length: 7 }, () => undefined))
  })
})
