/** Messages to people who have no page open, as managers see them. */
import { z } from 'zod'
import { id, timestamp } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const troubledMessage = z
  .object({
    id,
    channel: z.enum(['email', 'push']).describe('How it is sent.'),
    template: z.string().describe('What it says, for example `order_delivered`.'),
    address: z.string().optional().describe('The e-mail address. Absent for web push.'),
    error: z.string().describe('Why it was not sent the last time: the words of the service.'),
    attempts: z.int().describe('How often it was tried. A service that takes no message at all does not count.'),
    outcome: z
      .enum(['failed', 'expired'])
      .optional()
      .describe('Absent: it is tried again. `failed`: it was given up. `expired`: it was of no use any more.'),
    at: timestamp.describe('When it was queued.'),
    nextAt: timestamp.optional().describe('When it is tried again. Absent: never.'),
  })
  .describe('A message that was not sent.')
export type TroubledMessage = z.infer<typeof troubledMessage>

export const messageFailing = request({
  event: 'message:failing',
  unrecorded: true,
  summary: 'Lists the mails and web pushes of the last week that could not be sent, newest first.',
  roles: ['manager'],
  input: z.strictObject(page(50)),
  data: z.object({ messages: z.array(troubledMessage).describe('The messages of this page.'), nextCursor }),
})
