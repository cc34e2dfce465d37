import { z } from 'zod'
import { role } from './role.ts'
import { id, timestamp } from './values.ts'

export const engineName = z
  .enum(['uws', 'ws'])
  .describe("What carries the sockets: `uws` is uWebSockets.js, `ws` is Node's HTTP server with the package ws.")
export type EngineName = z.infer<typeof engineName>

export const sessionEndReason = z
  .enum([
    'signed_out',
    'revoked',
    'expired',
    'password_changed',
    'account_deleted',
    'replaced',
    'shift_ended',
    'role_changed',
    'disabled',
    'second_factor_changed',
  ])
  .describe(
    'Why a session ended. `replaced` ends this connection only: a newer one took its place, because the account may have no more. The token stays valid. The last four are of the staff: their shift ended, a manager changed their role or disabled them, or the second factor was set up or removed.',
  )
export type SessionEndReason = z.infer<typeof sessionEndReason>

const feedHead = z.object({
  epoch: id.describe('The history that the positions belong to. It changes only when the history was lost.'),
  seq: z.int().describe('The position of the newest event of the feed.'),
  recovered: z.boolean().describe('True: nothing is missing between your position and `seq`. False: load a fresh state.'),
  replayed: z.int().describe('How many events the gateway sent before this push.'),
})

export const sessionReady = z
  .object({
    account: z.object({ id, name: z.string().describe('The name of the person.'), role }).describe('Who you are.'),
    mustEnrol: z
      .boolean()
      .optional()
      .describe(
        'True: this shop requires a second factor, and you have none. Until you set one up (`staff:enrol_second_factor`), every other request is refused, and you are sent no orders. Then connect again. Otherwise absent.',
      ),
    feed: feedHead.optional().describe("Where the customer's feed stands. Absent on `/staff`."),
    server: z
      .object({
        node: z.string().describe('The id of the node: new with every start.'),
        engine: engineName,
        version: z.string().describe('The version of the gateway.'),
        time: timestamp.describe('The time on the gateway.'),
      })
      .describe('What you are connected to.'),
  })
  .describe('The connection is ready: the session is valid and the missed events have been sent.')
