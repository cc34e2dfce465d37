/** Who did what, as managers read it. */
import { z } from 'zod'
import { actors } from '../shapes/role.ts'
import { id, timestamp } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { reportFile } from './order-reports.ts'
import { request } from './request.ts'

const person = z.object({ id, name: z.string().describe('The name that the account has now. Empty: its owner has deleted it.') })

const values = z.record(z.string(), z.unknown()).optional()

export const auditEntry = z
  .object({
    id,
    at: timestamp.describe('When it happened.'),
    event: z.string().describe('The request, by its event, or the command of an operator.'),
    actor: z
      .enum(actors)
      .describe('The role of the account. `guest`: without an account; `command_line`: an operator; `system`: the gateway itself.'),
    by: person.optional().describe('The account. Absent: none.'),
    sessionId: id.optional().describe('The session of the request.'),
    order: z
      .object({ id, number: z.int().describe('The number that people say.') })
      .optional()
      .describe('The order that it was about.'),
    account: person.optional().describe('The account that it was done to.'),
    refused: z.string().optional().describe('The reason of the refusal. Absent: it was done.'),
    times: z.int().describe('How many refusals of one minute this entry stands for; otherwise 1.'),
    payload: values.describe('What was asked: ids, numbers, choices and moments. Texts are left out.'),
    before: values.describe('What the request has changed, as it was before.'),
    after: values.describe('The same, as it is since then.'),
  })
  .describe('An entry of the audit log.')
export type AuditLogEntry = z.infer<typeof auditEntry>

/** A file has the newest entries, up to this many. */
export const maxAuditRows = 5000

const day = (what: string) =>
  z.iso
    .date()
    .refine((date) => date >= '2000-01-01', 'must not be before the year 2000')
    .optional()
    .describe(`The ${what} day, on the clock of the shop. Absent: no limit.`)

export const auditList = request({
  event: 'audit:list',
  unrecorded: true,
  summary:
    'Lists what the staff have done and what concerned the security of accounts, the newest first; docs/security.md says what is in it. With `format` the answer also has a file.',
  limit: { cost: 5 },
  roles: ['manager'],
  errors: ['report_too_large'],
  input: z
    .strictObject({
      from: day('first'),
      to: day('last'),
      actorId: id.optional().describe('Only what this account did.'),
      orderId: id.optional().describe('Only what was about this order.'),
      format: z
        .enum(['csv'])
        .optional()
        .describe(`Also a file with the newest ${maxAuditRows} entries, whatever the page. This is recorded. Absent: no file.`),
      ...page(50),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, { path: ['to'], message: 'must not be before from' }),
  data: z.object({
    entries: z.array(auditEntry).describe('The entries of this page, the newest first.'),
    nextCursor,
    file: reportFile.optional().describe('The file, if you named a format.'),
  }),
})
