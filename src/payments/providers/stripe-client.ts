/** The connection to Stripe: its errors, and its idempotency keys. */
import type Stripe from 'stripe'
import { ProviderBusy, ProviderRefusal } from './provider.ts'

export interface StripeSettings {
  secretKey: string
  publishableKey: string
  /** Two during a rotation. */
  webhookSecrets: readonly string[]
  /** Replaces Stripe's host in tests. */
  apiBase?: string | undefined
}

/** Loads the library, which takes a tenth of a second, only where Stripe is configured. */
export const connect = async ({ secretKey, apiBase }: StripeSettings): Promise<Stripe> => {
  const { default: Library } = await import('stripe')
  // no retries by the library: we repeat our calls ourselves, even after a crash
  const options = { maxNetworkRetries: 0, timeout: 20_000, telemetry: false }
  if (apiBase === undefined) return new Library(secretKey, options)
  const { protocol, hostname, port } = new URL(apiBase)
  const scheme = protocol === 'http:' ? 'http' : 'https'
  return new Library(secretKey, { ...options, protocol: scheme, host: hostname, port: port || (scheme === 'http' ? 80 : 443) })
}

/** Not the refusal of a key (`isKeyRefused`): the operator mends it. */
const final = ['StripeCardError', 'StripeInvalidRequestError']

/** By its name, because the classes come with the library. */
export const isStripeError = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof Error && 'type' in error && String(error.type).startsWith('Stripe')

export const isInvalidRequest = (error: unknown): error is Stripe.errors.StripeInvalidRequestError =>
  isStripeError(error) && error.type === 'StripeInvalidRequestError'

/** Stripe refuses the key, and has not executed the request. */
export const isKeyRefused = (error: unknown): boolean =>
  isStripeError(error) && ['StripeAuthenticationError', 'StripePermissionError'].includes(error.type)

/** Drops the original error: its body may contain a client secret, and this error is logged. */
export const translate = (error: unknown): Error => {
  if (!isStripeError(error)) return new Error('Stripe did not answer')
  const what = `Stripe: ${[error.type, error.code, error.statusCode].filter(Boolean).join(' ')}`
  if (error.type === 'StripeRateLimitError') return new ProviderBusy(1000 * Number(error.headers?.['retry-after'] ?? 1))
  return final.includes(error.type) ? new ProviderRefusal(what) : new Error(what)
}

/** What Stripe answers, or the translated error. */
export const translated = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer
  } catch (error) {
    throw translate(error)
  }
}

/** After these many keys we wait until Stripe forgets the first: a day. */
const mostKeys = 10

/**
 * Stripe keeps the answer to an idempotency key for a day, even a 500: a request that got one is repeated under another key. `found` looks for what
 * the failed request may have made nevertheless.
 */
export const underFreshKey = async <Made>(
  key: string,
  make: (idempotencyKey: string) => Promise<Made>,
  found: () => Promise<Made | undefined> = async () => undefined,
): Promise<Made> => {
  for (let n = 1; ; n += 1) {
    try {
      return await make(n === 1 ? key : `${key}-${n}`)
    } catch (error) {
      const isKept = isStripeError(error) && Number(error.statusCode) >= 500 && error.headers?.['idempotent-replayed'] === 'true'
      if (!isKept || n === mostKeys) throw error
      const made = await found()
      if (made) return made
    }
  }
}
