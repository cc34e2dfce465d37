import { z } from 'zod'
import { dietaryRestriction } from './diet.ts'
import { paymentMethod } from './payment.ts'
import { role } from './role.ts'
import { line } from './text.ts'
import { id, location, timestamp } from './values.ts'

export const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,31}$/, 'must be 3 to 32 letters, digits, dots, hyphens or underscores')
  .describe('3 to 32 letters, digits, dots, hyphens and underscores. Upper case becomes lower case.')

/**
 * One form of each password, whatever keyboard typed it: RFC 8265, OpaqueString. The hashes of older passwords were made of the text as it
 * was typed.
 */
export const toPassword = (typed: string): string => typed.replace(/\p{Zs}/gu, ' ').normalize('NFC')

export const password = z
  .string()
  .overwrite(toPassword)
  .min(8)
  .max(128)
  .refine((text) => text.isWellFormed(), { error: 'must not contain broken Unicode', params: { rule: 'plain' } })
  .describe('8 to 128 characters. The most common passwords are refused; there are no composition rules (NIST SP 800-63B, 3.1.1.2).')

export const notificationPreferences = z
  .strictObject({
    orders: z.boolean().describe('Notifications about orders.'),
    payments: z.boolean().describe('Notifications about payments.'),
    email: z
      .boolean()
      .describe(
        'Mails about orders too, to a verified address: placed, delivered with the receipt, rejected, refunded. False unless changed.',
      ),
    promotions: z.boolean().describe('Notifications that a manager sends to many customers.'),
  })
  .describe('Which notifications the customer wants. Live pushes about orders and payments always arrive.')

/** An entry of the address book. */
export const savedAddress = {
  label: line(50).optional().describe('The customer\'s name for the place, for example "home".'),
  address: line(300).describe('The address as written on an envelope.'),
  location: location.optional(),
}

export const account = z
  .object({
    id,
    login: z.string().describe('The login.'),
    email: z.string().describe('The e-mail address.'),
    emailVerified: z
      .boolean()
      .describe('Whether the customer has proved that the address is theirs. One that is not verified may be a mistake.'),
    newEmail: z.string().optional().describe('The address that takes the place of `email` as soon as it is verified.'),
    name: z.string().describe('The name of the person.'),
    role,
    phone: z.string().optional().describe('The telephone number.'),
    showsPhone: z.boolean().describe('True: while an order is on its way, its courier may see `phone`, if the courier shows a number too.'),
    address: z.string().optional().describe('The address of the default entry of `addresses`.'),
    location: location.optional().describe('The location of the default entry of `addresses`.'),
    addresses: z
      .array(z.object({ ...savedAddress, default: z.boolean().describe('True for exactly one entry.') }))
      .describe('The address book, the default entry first.'),
    preferredPaymentMethod: paymentMethod.optional().describe('How the customer usually pays.'),
    dietaryRestrictions: z.array(dietaryRestriction).describe('What the customer does not eat. Orders are compared with it.'),
    notificationPreferences,
    timeZone: z.string().describe('The IANA time zone for statistics and reports.'),
    locale: z.string().describe('The language tag (BCP 47) of the texts: the menu, orders, notifications and reports.'),
    createdAt: timestamp,
  })
  .describe('The account of a person.')
export type Account = z.infer<typeof account>

/** What `account:changed` names: fields of the account, and what belongs to it. */
export const accountPart = z
  .enum([
    'name',
    'email',
    'phone',
    'showsPhone',
    'addresses',
    'preferredPaymentMethod',
    'dietaryRestrictions',
    'notificationPreferences',
    'timeZone',
    'locale',
    'favorites',
  ])
  .describe('A field of the account, or `favorites`. `addresses` includes `address` and `location`.')
export type AccountPart = z.infer<typeof accountPart>

export const accountSession = z
  .object({
    id,
    createdAt: timestamp,
    lastSeenAt: timestamp,
    expiresAt: timestamp.describe("When the session ends: a customer's if it is not used again."),
    userAgent: z.string().optional().describe('The `User-Agent` header with which the session was opened.'),
    current: z.boolean().describe('True for the session that asks.'),
  })
  .describe('A session that is still valid.')
