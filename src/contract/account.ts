import { z } from 'zod'
import { nothing, request, roles } from './request.ts'
import { dietaryRestriction, id, line, locale, location, nextCursor, page, phone, timestamp, timeZone } from './values.ts'

/** 3 to 32 of a-z, 0-9, dot, hyphen and underscore; upper case is folded. */
export const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,31}$/, 'must be 3 to 32 letters, digits, dots, hyphens or underscores')

export const email = z.email().trim().toLowerCase().max(254)

/** 8 to 128 characters, none of the most common; no composition rules (NIST SP 800-63B, 3.1.1.2). */
export const password = z.string().min(8).max(128)

export const paymentMethod = z.enum(['cash', 'pos', 'qr', 'card'])
export type PaymentMethod = z.infer<typeof paymentMethod>

/** What the customer wants to hear of beside the live orders. */
export const notificationPreferences = z.strictObject({
  orders: z.boolean(),
  payments: z.boolean(),
  promotions: z.boolean(),
})

/** A place of the address book, under a name of the customer's: "home". */
const savedAddress = { label: line(50).optional(), address: line(300), location: location.optional() }

export const account = z.object({
  id,
  login: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  phone: z.string().optional(),
  address: z.string().optional(),
  location: location.optional(),
  /** The address book: `address` and `location` are its default entry, which comes first. */
  addresses: z.array(z.object({ ...savedAddress, default: z.boolean() })),
  preferredPaymentMethod: paymentMethod.optional(),
  dietaryRestrictions: z.array(dietaryRestriction),
  notificationPreferences,
  timeZone: z.string(),
  locale: z.string(),
  createdAt: timestamp,
})
export type Account = z.infer<typeof account>

/** The token is shown this once; the database holds its SHA-256 only. */
const signedIn = z.object({ token: z.string(), expiresAt: timestamp, account })

export const accountSignUp = request({
  event: 'account:sign_up',
  summary: 'Makes a customer account and signs it in.',
  input: z.strictObject({ login, email, password, name: line(100), phone: phone.optional(), timeZone: timeZone.optional() }),
  data: signedIn,
})

export const accountSignIn = request({
  event: 'account:sign_in',
  summary: 'Signs in with a login or an e-mail address.',
  input: z.strictObject({ login: line(254).toLowerCase(), password: z.string().min(1).max(128) }),
  data: signedIn,
})

export const accountGet = request({
  event: 'account:get',
  summary: "The customer's own account.",
  input: nothing,
  data: z.object({ account }),
})

export const accountUpdate = request({
  event: 'account:update',
  summary: 'Changes the named fields; null clears an optional one.',
  input: z
    .strictObject({
      name: line(100).optional(),
      email: email.optional(),
      phone: phone.nullable().optional(),
      address: line(300).nullable().optional(),
      location: location.nullable().optional(),
      /** The whole address book. Without a `default` the first is it; `address` and `location` change the default alone. */
      addresses: z
        .array(z.strictObject({ ...savedAddress, default: z.boolean().optional() }))
        .max(20)
        .refine((places) => places.filter((place) => place.default).length <= 1, 'must have one default at most')
        .optional(),
      preferredPaymentMethod: paymentMethod.nullable().optional(),
      dietaryRestrictions: z.array(dietaryRestriction).max(20).optional(),
      notificationPreferences: notificationPreferences.partial().optional(),
      timeZone: timeZone.optional(),
      locale: locale.optional(),
    })
    .refine(
      ({ addresses, address, location: place }) => addresses === undefined || (address === undefined && place === undefined),
      'name either addresses, or address and location',
    ),
  data: z.object({ account }),
})

const session = z.object({
  id,
  createdAt: timestamp,
  lastSeenAt: timestamp,
  expiresAt: timestamp,
  userAgent: z.string().optional(),
  current: z.boolean(),
})

export const accountSessions = request({
  event: 'account:sessions',
  summary: 'Every session of the account that is still valid.',
  input: nothing,
  data: z.object({ sessions: z.array(session) }),
})

export const accountRevokeSession = request({
  event: 'account:revoke_session',
  summary: 'Ends one of the sessions, and its sockets within a second.',
  input: z.strictObject({ sessionId: id }),
  data: z.object({ sessions: z.array(session) }),
})

export const accountChangePassword = request({
  event: 'account:change_password',
  summary: 'Changes the password and ends every other session.',
  input: z.strictObject({ current: z.string().min(1).max(128), next: password }),
  data: nothing,
})

export const accountSignOut = request({
  event: 'account:sign_out',
  summary: 'Ends this session, or with `everywhere` every session of the account.',
  input: z.strictObject({ everywhere: z.boolean().optional() }),
  data: nothing,
})

export const accountDelete = request({
  event: 'account:delete',
  summary: 'Deletes the account and ends its sessions; past orders stay in the books without the person.',
  input: z.strictObject({ password: z.string().min(1).max(128) }),
  data: nothing,
})

export const accountExport = request({
  event: 'account:export',
  summary: 'Everything that is held on the customer, in parts of about 256 KiB: ask with `cursor` until there is no `nextCursor`.',
  input: z.strictObject({ cursor: page.cursor }),
  data: z.object({
    records: z.array(
      z.object({
        kind: z.enum([
          'account',
          'session',
          'sign_in_failures',
          'order',
          'payment',
          'favorite',
          'notification',
          'taste',
          'feed_event',
          'answer',
        ]),
        record: z.record(z.string(), z.unknown()),
      }),
    ),
    nextCursor,
  }),
})
