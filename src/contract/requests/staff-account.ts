/** The own account of a member of the staff. */
import { z } from 'zod'
import { password } from '../shapes/account.ts'
import { locale } from '../shapes/reader.ts'
import { secondFactorCode, staffMember } from '../shapes/staff-member.ts'
import { timestamp } from '../shapes/values.ts'
import { nothing, request } from './request.ts'

const currentPassword = z.string().min(1).max(128).describe('The present password.')

export const staffGet = request({
  event: 'staff:get',
  unrecorded: true,
  summary: 'Returns your own account.',
  input: nothing,
  data: z.object({ staff: staffMember }),
})

export const staffSetLocale = request({
  event: 'staff:set_locale',
  summary: 'Changes the language of the texts for you.',
  input: z.strictObject({ locale }),
  data: z.object({ staff: staffMember }),
})

export const staffChangePassword = request({
  event: 'staff:change_password',
  summary: 'Changes your password and ends every other session of yours.',
  beforeEnrolment: true,
  errors: ['invalid_credentials', 'too_many_sign_ins', 'common_password'],
  input: z.strictObject({ current: currentPassword, next: password }),
  data: nothing,
})

export const staffEnrolSecondFactor = request({
  event: 'staff:enrol_second_factor',
  summary:
    'Begins to set up a second factor: returns the secret for an authenticator app (RFC 6238). Where you have one, it stays until the new one is confirmed.',
  beforeEnrolment: true,
  errors: ['invalid_credentials', 'too_many_sign_ins', 'wrong_code'],
  input: z.strictObject({
    password: currentPassword,
    code: secondFactorCode.optional().describe('A code of the present second factor, or a recovery code. Needed if you have one.'),
  }),
  data: z.object({
    secret: z.string().describe('The secret in Base32, to type into the app. It is shown only here.'),
    url: z.string().describe('The same as an `otpauth:` URL, which the app opens.'),
    svg: z.string().describe('The same as a QR code, which the app scans.'),
    expiresAt: timestamp.describe('Until when it can be confirmed.'),
  }),
})

export const staffConfirmSecondFactor = request({
  event: 'staff:confirm_second_factor',
  summary:
    'Confirms the second factor with a code of the app. From now on signing in needs one. Ends every other session of yours and returns recovery codes; earlier ones no longer work.',
  beforeEnrolment: true,
  errors: ['wrong_code', 'too_many_sign_ins', 'enrolment_expired'],
  input: z.strictObject({ code: secondFactorCode.describe('The code that the app shows for the new secret.') }),
  data: z.object({
    recoveryCodes: z
      .array(z.string())
      .describe('Ten codes for the day when the device is lost. Each works once in place of a code of the app. They are shown only here.'),
  }),
})
