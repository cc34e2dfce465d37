/** The connection to Stripe: its errors, and its idempotency keys. */
import Stripe from 'stripe'
import { ProviderBusy, ProviderRefusal } from './provider.ts'

export interface StripeSettings {
  secretKey: string
  publishableKey: string
  /** Two during a rotation. */
  webhookSecrets: readonly string[]
  /** Replaces Stripe's host in tests. */
  apiBase?: string | undefined
}

export const connect = ({ secretKey, apiBase }: StripeSettings) => {
  // no retries by the library: we repeat our calls ourselves, even after a crash
  const options = { maxNetworkRetries: 0, timeout: 20_000, telemetry: false }
  if (apiBase === undefined) return new Stripe(secretKey, options)
  const { protocol, hostname, port } = new URL(apiBase)
  const scheme = protocol === 'http:' ? 'http' : 'https'
  return new Stripe(secretKey, { ...options, protocol: scheme, host: hostname, port: port || (scheme === 'http' ? 80 : 443) })
}

const { StripeError, StripeRateLimitError, StripeCardError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError } =
  Stripe.errors
const final = [StripeCardError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError]

/** Drops the original error: its body may contain a client secret, and this error is logged. */
export const translate = (error: unknown): Error => {
  if (!(error instanceof StripeError)) return new Error('Stripe did not answer')
  const what = `Stripe: ${[error.type, error.code, error.statusCode].filter(Boolean).join(' ')}`
  if (error instanceof StripeRateLimitError) return new ProviderBusy(1000 * Number(error.headers?.['retry-after'] ?? 1))
  return final.some((kind) => error instanceof kind) ? new ProviderRefusal(what) : new Error(what)
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
      const isKept = error instanceof StripeError && Number(error.statusCode) >= 500 && error.headers?.['idempotent-replayed'] === 'true'
      if (!isKept || n === mostKeys) throw error
      const made = await found()
      if (made) return made
    }
  }
}
