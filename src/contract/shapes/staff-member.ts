import { z } from 'zod'
import { role } from './role.ts'
import { line } from './text.ts'
import { id, timestamp } from './values.ts'

export const staffRole = role.exclude(['customer']).describe('What the person does.')

/** A code of an authenticator app, or a recovery code. People type either with blanks and hyphens. */
export const secondFactorCode = line(64)
  .overwrite((typed) => typed.replace(/[\s-]/g, '').toLowerCase())
  .describe(
    'The code that the authenticator app shows, or a recovery code. Only staff who have set up a second factor need it: without it they are refused with `second_factor_required`. Each code works once.',
  )

export const staffMember = z
  .object({
    id,
    login: z.string().describe('The login.'),
    name: z.string().describe('The name of the person.'),
    email: z.string().optional().describe('The e-mail address, if the account has one.'),
    role: staffRole,
    locale: z.string().describe('The language tag (BCP 47) of the texts for this person.'),
    createdAt: timestamp,
    disabledAt: timestamp.optional().describe('Since when the person can no longer sign in. Absent: they can.'),
    secondFactor: z.boolean().describe('Whether signing in needs a code of an authenticator app.'),
    recoveryCodes: z.int().optional().describe('How many recovery codes are left. Absent without a second factor.'),
    sessions: z.int().describe('The number of sessions that are open.'),
    lastSeenAt: timestamp.optional().describe('When a session of the last weeks was last used.'),
  })
  .describe('A member of the staff.')
export type StaffMember = z.infer<typeof staffMember>
