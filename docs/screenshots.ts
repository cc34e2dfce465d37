/** Takes the README's screenshots: an order of the demo on its way to the customer, and the staff's board with other orders. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { demoPassword } from '../src/accounts/demo-accounts.ts'
import { helpOption, printsHelp, runTool } from '../src/bin/command-line.ts'
import { type Client, connect } from '../src/client/index.ts'
import type { PaymentMethod } from '../src/contract/index.ts'
import { openBrowser } from '../test/support/browser.ts'
import { prepareDemo } from '../test/support/demo.ts'

const folder = fileURLToPath(new URL('images/', import.meta.url))
const delivery = { address: 'Račianske mýto 1, Bratislava', location: { lat: 48.1601, lng: 17.1222 }, contactName: 'Dana Demo' }
const customerSize = { width: 1100, height: 720 }
const staffSize = { width: 1440, height: 620 }

const signIn = async (url: string, login: string): Promise<string> => {
  const guest = connect({ url, namespace: '/guest' })
  const { token } = await guest.request('account:sign_in', { login, password: demoPassword })
  guest.close()
  return token
}

const order = async (customer: Client<'/'>, dishes: readonly string[], paymentMethod: PaymentMethod) => {
  const { products } = await customer.request('menu:list', { limit: 100 })
  const items = products.filter(({ name }) => dishes.includes(name)).map(({ id: productId }) => ({ productId, quantity: 1 }))
  return (await customer.request('order:place', { items, delivery, paymentMethod })).order
}

/** Places more orders as the first one moves. Resolves when the board has orders in every column. */
const busyKitchen = async (customer: Client<'/'>, orderId: string) => {
  let rides = 0
  await new Promise<void>((resolve, reject) => {
    const orderMore = (...dishes: string[]) => void order(customer, dishes, 'pos').catch(reject)
    customer.on('order:status_changed', ({ data }) => {
      if (data.order.id === orderId && data.previous === 'in_preparation') orderMore('Kapustnica', 'Apple strudel')
    })
    customer.on('courier:location_changed', (ride) => {
      if (ride.orderId !== orderId) return
      rides += 1
      if (rides === 1) orderMore('Pizza Margherita', 'Homemade lemonade')
      if (rides === 7) orderMore('Caesar salad with chicken')
      if (rides === 10) orderMore('Pumpkin risotto', 'Tiramisu')
      if (rides === 11) resolve()
    })
  })
}

const openPage = async (browser: Browser, baseURL: string, viewport: typeof customerSize, [key, token]: readonly [string, string]) => {
  const look = { locale: 'en-GB', timezoneId: 'Europe/Bratislava', colorScheme: 'light', deviceScaleFactor: 1.25 } as const
  const context = await browser.newContext({ baseURL, viewport, ...look })
  await context.addInitScript(`localStorage.setItem('${key}', '${token}')`)
  return context.newPage()
}

const help = `npm run screenshots

Takes the screenshots of the README, and writes them to docs/images. Needs a Chromium.`

runTool(async () => {
  if (printsHelp(parseArgs({ options: helpOption }).values, help)) return
  const demo = await prepareDemo()
  const browser = await openBrowser()
  try {
    const { url } = await demo.start()
    const [token, managerToken] = await Promise.all([signIn(url, 'demo'), signIn(url, 'manager')])
    const customer = connect({ url, namespace: '/', token })
    const { id } = await order(customer, ['Beef burger', 'Garlic soup', 'Ginger lime cooler'], 'cash')
    const page = await openPage(browser, url, customerSize, ['token', token])
    await page.goto(`/#/order/${id}`)
    const board = await openPage(browser, url, staffSize, ['staff-token', managerToken])
    await board.goto('/staff')
    await busyKitchen(customer, id)
    await mkdir(folder, { recursive: true })
    await board.screenshot({ path: `${folder}staff.png` })
    await page.bringToFront()
    await page.screenshot({ path: `${folder}customer.png` })
    customer.close()
  } finally {
    await browser.close()
    await demo.remove()
  }
})
