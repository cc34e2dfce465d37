/** The sessions of an account, its password and its end. */
import { z } from 'zod'
import { accountSession, password } from '../shapes/account.ts'
import { id } from '../shapes/values.ts'
import { cursor, nextCursor, page } from './fields.ts'
import { nothing, request } from './request.ts'

const currentPassword = z.string().min(1).max(128).describe('The present password.')

/** Revoking a session answers with the first page. */
const sessions = z.object({ sessions: z.array(accountSession).describe('The sessions of this page, the newest first.'), nextCursor })

export const accountSessions = request({
  event: 'account:sessions',
  summary: 'Lists the sessions of the account that are still valid, the newest first.',
  input: z.strictObject(page(50)),
  data: sessions,
})

export const accountRevokeSession = request({
  event: 'account:revoke_session',
  security: true,
  summary: 'Ends one of the sessions, and its sockets within a second.',
  errors: ['session_not_found'],
  input: z.strictObject({ sessionId: id }),
  data: sessions,
})

export const accountChangePassword = request({
  event: 'account:change_password',
  security: true,
  summary: 'Changes the password and ends every other session.',
  errors: ['invalid_credentials', 'too_many_sign_ins', 'common_password'],
  input: z.strictObject({ current: currentPassword, next: password }),
  data: nothing,
})

export const accountSignOut = request({
  event: 'account:sign_out',
  security: true,
  summary: 'Ends this session, or with `everywhere` every session of the account.',
  beforeEnrolment: true,
  input: z.strictObject({ everywhere: z.boolean().optional().describe('True: end every session of the account.') }),
  data: nothing,
})

export const accountDelete = request({
  event: 'account:delete',
  security: true,
  summary: 'Deletes the account and ends its sessions. Past orders stay in the books without the person.',
  errors: ['invalid_credentials', 'too_many_sign_ins', 'orders_under_way'],
  input: z.strictObject({ password: currentPassword }),
  data: nothing,
})

const recordKind = z.enum([
  'account',
  'session',
  'sign_in_failures',
  'account_link',
  'order',
  'payment',
  'favorite',
  'notification',
  'push_subscription',
  'taste',
  'card_customer',
  'message',
  'feed_event',
  'answer',
])

export const accountExport = request({
  event: 'account:export',
  limit: { cost: 10, takesTurns: true },
  summary:
    'Returns everything that is stored about the customer, in parts of about 256 KiB. Ask with `cursor` until there is no `nextCursor`.',
  errors: ['report_too_large'],
  input: z.strictObject({ cursor }),
  data: z.object({
    records: z
      .array(
        z.object({
          kind: recordKind.describe('What the record is.'),
          record: z.record(z.string(), z.unknown()).describe('The stored fields.'),
        }),
      )
      .describe('The records of this part.'),
    nextCursor,
  }),
})
