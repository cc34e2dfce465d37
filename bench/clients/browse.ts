import { type Client, connectClient, isOk } from '../wire/client.ts'
import { someOrder } from './place.ts'

interface Browsing {
  url: string
  tokens: readonly string[]
  products: readonly string[]
  /** How many customers browse at any moment, and in total. */
  atOnce: number
  visits: number
}

const words = ['soup', 'salad', 'chicken', 'cheese']

const ask = async (client: Client, event: string, payload: object) => {
  const ack = await client.request(event, payload)
  if (!isOk(ack)) throw new Error(`${event} was refused: ${ack}`)
}

const visit = async ({ url, products }: Pick<Browsing, 'url' | 'products'>, token: string, n: number) => {
  const client = await connectClient({ url, auth: { token } })
  await ask(client, 'menu:list', {})
  await ask(client, 'menu:list', { search: words[n % words.length] })
  const { requestId, ...content } = someOrder(products)
  // the basket grows by a line before each quote
  for (let lines = 1; lines <= 3; lines += 1) await ask(client, 'order:quote', { ...content, items: content.items.slice(0, lines) })
  await ask(client, 'order:place', { requestId, ...content })
  await client.close()
}

/** Each customer connects, reads the menu, searches, asks for three quotes, places an order and leaves. Returns the duration of each visit in ms. */
export const browse = async ({ url, tokens, products, atOnce, visits }: Browsing) => {
  const durations = new Float64Array(visits)
  const started = performance.now()
  let next = 0
  const worker = async () => {
    for (let n = next++; n < visits; n = next++) {
      const begun = performance.now()
      await visit({ url, products }, tokens[n % tokens.length] ?? '', n)
      durations[n] = performance.now() - begun
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { seconds: (performance.now() - started) / 1000, durations }
}
