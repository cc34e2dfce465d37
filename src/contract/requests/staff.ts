/** What managers do about the accounts of the staff. */
import { z } from 'zod'
import { accountSession, login, password } from '../shapes/account.ts'
import { email } from '../shapes/email.ts'
import { locale } from '../shapes/reader.ts'
import { staffMember, staffRole } from '../shapes/staff-member.ts'
import { line } from '../shapes/text.ts'
import { id, requestId } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const changed = z.object({ staff: staffMember })
const name = line(100).describe('The name of the person.')
const staffId = id.describe('The id of the member of the staff.')

export const staffList = request({
  event: 'staff:list',
  unrecorded: true,
  summary: 'Lists the staff, by name, also those who are disabled.',
  roles: ['manager'],
  limit: { cost: 2 },
  input: z.strictObject(page(50)),
  data: z.object({ staff: z.array(staffMember).describe('The members of the staff of this page.'), nextCursor }),
})

export const staffCreate = request({
  event: 'staff:create',
  summary: 'Creates an account of the staff. Give the person the password; they can change it.',
  roles: ['manager'],
  limit: { cost: 5 },
  errors: ['login_taken', 'email_taken', 'common_password'],
  input: z.strictObject({
    requestId,
    login,
    role: staffRole,
    name,
    email: email.optional().describe('An e-mail address. Upper case becomes lower case. Absent: the person signs in with the login only.'),
    locale: locale.optional(),
    password,
  }),
  data: changed,
})

export const staffUpdate = request({
  event: 'staff:update',
  summary: 'Changes the fields that you name. Another role ends the sessions of the person.',
  roles: ['manager'],
  errors: ['staff_not_found', 'not_yourself', 'last_manager'],
  input: z
    .strictObject({ requestId, staffId, role: staffRole.optional(), name: name.optional(), locale: locale.optional() })
    .refine(({ role, name, locale }) => role !== undefined || name !== undefined || locale !== undefined, 'name a field to change'),
  data: changed,
})

export const staffDisable = request({
  event: 'staff:disable',
  summary:
    'Disables an account: the person cannot sign in, and the sessions end at once. Orders of a courier go back to the queue, as at the end of a shift.',
  roles: ['manager'],
  errors: ['staff_not_found', 'not_yourself', 'last_manager'],
  input: z.strictObject({ requestId, staffId }),
  data: changed,
})

export const staffEnable = request({
  event: 'staff:enable',
  summary: 'Lets a person who was disabled sign in again, with the same password and second factor.',
  roles: ['manager'],
  errors: ['staff_not_found'],
  input: z.strictObject({ requestId, staffId }),
  data: changed,
})

export const staffSessions = request({
  event: 'staff:sessions',
  unrecorded: true,
  summary: 'Lists the sessions of a member of the staff that are still valid, the newest first.',
  roles: ['manager'],
  errors: ['staff_not_found'],
  input: z.strictObject({ staffId, ...page(50) }),
  data: z.object({ sessions: z.array(accountSession).describe('The sessions of this page, the newest first.'), nextCursor }),
})

export const staffEndSessions = request({
  event: 'staff:end_sessions',
  summary: 'Ends one session of a member of the staff, or all. Of your own, the session that asks goes on.',
  roles: ['manager'],
  errors: ['staff_not_found', 'session_not_found'],
  input: z.strictObject({ requestId, staffId, sessionId: id.optional().describe('The session to end. Absent: all of them.') }),
  data: z.object({ ended: z.int().describe('How many sessions were open.') }),
})
