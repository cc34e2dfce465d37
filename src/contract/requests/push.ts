/** Web push (RFC 8030): how a browser is notified while no page is open. The same requests for customers and for the staff. */
import { z } from 'zod'
import { maxPushSubscriptions } from '../shapes/limits.ts'
import { id, timestamp } from '../shapes/values.ts'
import { nothing, request } from './request.ts'

/** An uncompressed point of P-256 begins with the byte 4; 65 bytes are 87 letters. */
const publicKey = z.string().regex(/^B[\w-]{86}$/, 'must be 65 bytes in base64url')
const secret = z.string().regex(/^[\w-]{21}[AQgw]$/, 'must be 16 bytes in base64url')

const subscription = z
  .object({
    id,
    service: z.string().describe('The host of the push service.'),
    userAgent: z.string().optional().describe('The `User-Agent` header with which the session was opened.'),
    createdAt: timestamp,
    current: z.boolean().describe('True for the browser that asks.'),
  })
  .describe('A browser that is sent pushes.')

const subscriptions = z.object({
  subscriptions: z.array(subscription).describe('The browsers of the account that are sent pushes, the newest first.'),
})

export const pushKey = request({
  event: 'push:key',
  unrecorded: true,
  summary: 'Returns the key with which a browser subscribes, or none where the gateway sends no pushes.',
  input: nothing,
  data: z.object({
    key: publicKey.optional().describe('The `applicationServerKey` (RFC 8292). Absent: push is off.'),
  }),
})

export const pushSubscribe = request({
  event: 'push:subscribe',
  summary: `Subscribes the browser of this session, in place of the one before. It ends with the session. At most ${maxPushSubscriptions} browsers of an account: then the oldest ends.`,
  limit: { cost: 2 },
  errors: ['push_not_available', 'push_service_not_allowed', 'push_key_not_valid', 'session_revoked'],
  input: z.strictObject({
    endpoint: z
      .string()
      .max(1000)
      .regex(/^https?:\/\/[!-~]+$/, 'must be a URL')
      .describe('`endpoint` of the `PushSubscription`.'),
    keys: z
      .strictObject({
        p256dh: publicKey.describe('The public key of the browser.'),
        auth: secret.describe('The authentication secret of the browser.'),
      })
      .describe('`keys` of the `PushSubscription`.'),
  }),
  data: subscriptions,
})

export const pushUnsubscribe = request({
  event: 'push:unsubscribe',
  summary: 'Ends the subscription of this session, or another one of the account.',
  input: z.strictObject({ id: id.optional().describe('The subscription. Absent: that of this session.') }),
  data: subscriptions,
})

export const pushList = request({
  event: 'push:list',
  unrecorded: true,
  summary: 'Lists the browsers of the account that are sent pushes, the newest first.',
  input: nothing,
  data: subscriptions,
})
