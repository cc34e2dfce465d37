import type { CardKeeper, Provider } from './provider.ts'
import { displayQr } from './qr.ts'
import type { SandboxBooks } from './sandbox-books.ts'
import { readSignedWebhook } from './signed-webhook.ts'

interface Options {
  books: SandboxBooks
  cards: CardKeeper
  /** The public URL of the gateway, without a trailing slash. */
  publicUrl: () => string
  secrets: readonly string[]
}

/** The sandbox payment service, with the interface of a real one. It runs inside the gateway and uses its database. */
export const createSandbox = ({ books, cards, publicUrl, secrets }: Options): Provider => ({
  name: 'sandbox',
  cards,
  takes: () => true,
  create: async (payment) => {
    const reference = await books.create(payment)
    const url = `${publicUrl()}/sandbox/pay/${reference}`
    const { method, expiresAt } = payment
    if (method === 'qr') return { reference, nextAction: await displayQr(url, expiresAt) }
    return { reference, nextAction: { type: 'redirect_to_url', url, form: `/sandbox/card/${reference}`, expiresAt } }
  },
  cancel: (payment) => books.cancel(payment),
  refund: async (refund) => {
    await books.refund(refund)
    return { status: 'succeeded', reference: refund.id }
  },
  // only the gateway makes refunds in the sandbox
  refundsOf: async () => [],
  lookUp: async ({ reference }) => {
    const { status, amount, currency } = await books.find(reference)
    if (status === 'requires_action') return undefined
    return status === 'succeeded' ? { status, received: { amount, currency } } : { status }
  },
  list: (range) => books.list(range),
  readWebhook: (headers, body) => readSignedWebhook(headers, body, secrets),
})
