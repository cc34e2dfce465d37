/** Proving that an e-mail address is the customer's, and coming back without the password. */
import { z } from 'zod'
import { password } from '../shapes/account.ts'
import { email } from '../shapes/email.ts'
import { line } from '../shapes/text.ts'
import { nothing, type RequestRate, request } from './request.ts'

/** Each may send an e-mail. */
const linkRate: RequestRate = { name: 'link', perMinute: 5, per: 'address', refusal: 'too_many_requests' }
const tokenRate: RequestRate = { name: 'token', perMinute: 20, per: 'address', refusal: 'too_many_requests' }

const token = line(128).describe('The token of the link, which works once and for 30 minutes.')

export const accountRequestPasswordReset = request({
  event: 'account:request_password_reset',
  summary: 'Sends a link to set a new password, if a customer has this address. The answer is the same if there is none.',
  limit: { rate: linkRate },
  input: z.strictObject({ email }),
  data: nothing,
})

export const accountResetPassword = request({
  event: 'account:reset_password',
  summary: 'Sets a new password with the token of a link, and ends every session of the account. The address then counts as verified.',
  limit: { rate: tokenRate },
  errors: ['token_expired', 'common_password'],
  input: z.strictObject({ token, password }),
  data: z.object({ login: z.string().describe('The login of the account, to sign in with.') }),
})

export const accountVerifyEmail = request({
  event: 'account:verify_email',
  summary: 'Verifies an e-mail address with the token of a link. A changed address takes the place of the old one.',
  limit: { rate: tokenRate },
  errors: ['token_expired', 'email_taken'],
  input: z.strictObject({ token }),
  data: z.object({ email: z.string().describe('The address that is verified now.') }),
})

export const accountRequestEmailVerification = request({
  event: 'account:request_email_verification',
  summary: 'Sends the link that verifies the e-mail address again: to `newEmail` if there is one. Does nothing if all is verified.',
  input: nothing,
  data: nothing,
})
