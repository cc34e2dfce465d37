import { creditorReference, epcPayload, type Payee } from './epc.ts'
import type { Provider, ProviderEvent } from './provider.ts'
import { displayQr } from './qr.ts'
import { readSignedWebhook } from './signed-webhook.ts'

/** Banks pass a reference on as the customer typed it: in the groups of four of its printed form (ISO 11649), in lower case. */
const withPlainReference = (event: ProviderEvent): ProviderEvent => {
  const { news } = event
  if (news?.of !== 'payment' || !('reference' in news.payment)) return event
  const reference = news.payment.reference.replace(/\s/g, '').toUpperCase()
  return { ...event, news: { ...news, payment: { reference } } }
}

/**
 * Credit transfers to the store's own account, by a SEPA QR code. The bank, or a program that reads its statements, confirms them by a signed
 * webhook with the creditor reference. A refund is a transfer that the store makes itself and confirms the same way.
 */
export const createBank = (payee: Payee, secrets: readonly string[]): Provider => ({
  name: 'bank',
  takes: (currency) => currency === 'EUR',
  create: async ({ orderNumber, attempt, amount, expiresAt }) => {
    const reference = creditorReference(`${orderNumber}N${attempt}`)
    return { reference, nextAction: await displayQr(epcPayload(payee, amount, reference), expiresAt) }
  },
  cancel: async () => undefined,
  refund: async () => ({ status: 'pending' }),
  refundsOf: async () => [],
  lookUp: async () => undefined,
  readWebhook: (headers, body) => readSignedWebhook(headers, body, secrets).map(withPlainReference),
})
