import { z } from 'zod'
import { account, login, notificationPreferences, password, savedAddress } from '../shapes/account.ts'
import { dietaryRestriction } from '../shapes/diet.ts'
import { email, toEmail } from '../shapes/email.ts'
import { maxAddresses } from '../shapes/limits.ts'
import { paymentMethod } from '../shapes/payment.ts'
import { phone } from '../shapes/phone.ts'
import { locale, timeZone } from '../shapes/reader.ts'
import { secondFactorCode } from '../shapes/staff-member.ts'
import { line } from '../shapes/text.ts'
import { id, location, requestId, timestamp } from '../shapes/values.ts'
import { nothing, type RequestRate, request } from './request.ts'

const signInRate: RequestRate = { name: 'sign-in', perMinute: 20, per: 'address', refusal: 'too_many_sign_ins' }

const signedIn = z.object({
  token: z.string().describe('The token for `auth` of the handshake. It is shown only here: the database stores its SHA-256.'),
  expiresAt: timestamp.describe("When the session ends: a customer's if it is not used again."),
  account,
})

const device = id
  .optional()
  .describe('A random id that the program keeps on its device: we tell the owner of a sign-in on a device that we do not know.')

const name = line(100).describe('The name of the person.')

export const accountSignUp = request({
  event: 'account:sign_up',
  summary:
    'Creates the account of a customer, signs in, and sends a link that verifies the e-mail address. Repeated with the same `requestId`, it returns the same account and session, with a new token.',
  limit: { rate: signInRate },
  errors: ['login_taken', 'common_password', 'invalid_credentials', 'session_revoked'],
  input: z.strictObject({
    requestId: requestId.optional(),
    login,
    email,
    password,
    name,
    phone: phone.optional(),
    timeZone: timeZone.optional(),
    locale: locale.optional(),
    device,
  }),
  data: signedIn,
})

export const accountSignIn = request({
  event: 'account:sign_in',
  summary:
    'Signs in with a login or an e-mail address. The address is that of the account that has verified it, or else of the oldest one.',
  limit: { rate: signInRate },
  errors: ['invalid_credentials', 'too_many_sign_ins', 'wrong_code'],
  input: z.strictObject({
    login: line(254).overwrite(toEmail).describe('The login or the e-mail address.'),
    password: z.string().min(1).max(128).describe('The password.'),
    device,
    code: secondFactorCode.optional(),
  }),
  data: signedIn,
})

export const accountGet = request({
  event: 'account:get',
  summary: "Returns the customer's own account.",
  input: nothing,
  data: z.object({ account }),
})

const addresses = z
  .array(z.strictObject({ ...savedAddress, default: z.boolean().optional().describe('True for at most one entry.') }))
  .max(maxAddresses)
  .refine((places) => places.filter((place) => place.default).length <= 1, 'must have one default at most')

export const accountUpdate = request({
  event: 'account:update',
  security: ['email'],
  summary: 'Changes the fields that you name. Null clears an optional one.',
  errors: ['invalid_credentials', 'too_many_sign_ins'],
  input: z
    .strictObject({
      name: name.optional(),
      email: email
        .optional()
        .describe(
          'An e-mail address. Needs `password`. It gets a link; a verified address stays until the new one is verified too. To name the present address takes a change back.',
        ),
      password: z.string().min(1).max(128).optional().describe('The present password: needed to change the e-mail address.'),
      phone: phone.nullable().optional().describe('The telephone number.'),
      showsPhone: z.boolean().optional().describe('Whether the courier of an order on its way may see `phone`. False unless changed.'),
      address: line(300).nullable().optional().describe('The address of the default entry of the address book.'),
      location: location.nullable().optional().describe('The location of the default entry of the address book.'),
      addresses: addresses
        .optional()
        .describe('Replaces the whole address book. Without a `default` the first entry is it. Not together with `address` or `location`.'),
      preferredPaymentMethod: paymentMethod.nullable().optional().describe('How the customer usually pays.'),
      dietaryRestrictions: z
        .array(dietaryRestriction)
        .max(dietaryRestriction.options.length)
        .optional()
        .describe('What the customer does not eat.'),
      notificationPreferences: notificationPreferences.partial().optional().describe('Changes the preferences that you name.'),
      timeZone: timeZone.optional(),
      locale: locale.optional(),
    })
    .refine(
      (given) => given.addresses === undefined || (given.address === undefined && given.location === undefined),
      'name either addresses, or address and location',
    )
    .refine(({ email, password }) => (email === undefined) === (password === undefined), {
      path: ['password'],
      message: 'name it together with email',
    }),
  data: z.object({ account }),
})
