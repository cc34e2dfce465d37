/** Webhooks of the sandbox and of banks: `Payment-Signature: t=…,v1=…`, an HMAC-SHA256 over `t.body`, as in Stripe's scheme. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { electronicFormatIBAN, isValidIBAN } from 'ibantools'
import { z } from 'zod'
import { id, line, money } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import type { News, ProviderEvent } from './provider.ts'

/** A signature is valid for this long before and after its timestamp. */
export const toleranceSeconds = 300

const hmac = (secret: string, seconds: string, body: Buffer | string) =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest()

/** The header value for a body that is sent now. */
export const signature = (secret: string, body: Buffer | string, now = Date.now()): string => {
  const seconds = String(Math.floor(now / 1000))
  return `t=${seconds},v1=${hmac(secret, seconds, body).toString('hex')}`
}

/** Throws unless one of the secrets (two during a rotation) has signed these bytes recently. */
const verify = (header: unknown, body: Buffer, secrets: readonly string[]) => {
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(typeof header === 'string' ? header : '') ?? []
  if (seconds === undefined || hex === undefined) throw new AppError('signature_invalid')
  const given = Buffer.from(hex, 'hex')
  // try every secret, so that the time does not reveal which one matched
  if (secrets.filter((secret) => timingSafeEqual(hmac(secret, seconds, body), given)).length === 0) throw new AppError('signature_invalid')
  assertRecent(Number(seconds))
}

/** Throws if the timestamp is too far in the past or the future. */
export const assertRecent = (seconds: number): void => {
  if (Math.abs(Date.now() / 1000 - seconds) > toleranceSeconds) throw new AppError('signature_expired')
}

const named = z.union([z.object({ paymentId: id }), z.object({ reference: z.string().min(1).max(100) })])

/** The body of a webhook. Events of unknown types are ignored. */
export const webhookBody = z.object({
  id: z.string().min(1).max(100),
  type: z.string(),
  data: z.unknown(),
})

/** A payment is more than zero. Currency codes also arrive in lower case. */
const received = z.object({ amount: z.int().positive(), currency: z.string().toUpperCase().pipe(money.shape.currency) })

/** As it stands on a statement, in groups of four. */
const iban = z
  .string()
  .max(100)
  .transform((printed) => electronicFormatIBAN(printed) ?? '')
  .refine((plain) => isValidIBAN(plain))

/** Money is not refused because its sender is told in another form: then the account stays unknown. */
const payer = z
  .object({ name: line(140).optional().catch(undefined), iban })
  .optional()
  .catch(undefined)

const paymentData = z.intersection(named, z.object({ amount: received.optional(), payer }))
const refundData = z.object({ refundId: id, reference: z.string().max(100).optional() })

const paymentNews = (type: string, data: unknown): News => {
  const { amount, payer: from, ...name } = paymentData.parse(data)
  const payment = 'paymentId' in name ? { id: name.paymentId } : { reference: name.reference }
  if (type === 'payment.succeeded')
    return { of: 'payment', payment, news: { status: 'succeeded', received: received.parse(amount), payer: from } }
  const status = type === 'payment.processing' ? 'processing' : type === 'payment.failed' ? 'failed' : 'canceled'
  return { of: 'payment', payment, news: { status } }
}

const refundNews = (type: string, data: unknown): News => {
  const { refundId, reference } = refundData.parse(data)
  return { of: 'refund', refundId, news: { status: type === 'refund.succeeded' ? 'succeeded' : 'failed', reference } }
}

const paymentTypes = new Set(['payment.processing', 'payment.succeeded', 'payment.failed', 'payment.canceled'])
const refundTypes = new Set(['refund.succeeded', 'refund.failed'])

const read = (body: Buffer): ProviderEvent => {
  const { id: eventId, type, data } = webhookBody.parse(JSON.parse(body.toString('utf8')))
  if (paymentTypes.has(type)) return { id: eventId, news: paymentNews(type, data) }
  return refundTypes.has(type) ? { id: eventId, news: refundNews(type, data) } : { id: eventId }
}

/** The event of a signed request. */
export const readSignedWebhook = (headers: IncomingHttpHeaders, body: Buffer, secrets: readonly string[]): ProviderEvent[] => {
  verify(headers['payment-signature'], body, secrets)
  try {
    return [read(body)]
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      throw new AppError('invalid_argument', { message: 'The body is not a valid event.' })
    throw error
  }
}
