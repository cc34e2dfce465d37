/** What a node says of an account when it is asked. Ids and numbers only: the answer passes through PostgreSQL. */
import { z } from 'zod'
import { id, timestamp } from '../../contract/index.ts'

const socketOnNode = z.object({
  sessionId: id,
  since: timestamp,
  /** All events up to this one were sent; negative until the socket was sent what it had missed. Absent for the staff. */
  sent: z.int().optional(),
  /** Further events that were sent, after a hole. */
  beyond: z.array(z.int()),
  /** The last event that the client had when it connected, as it said. */
  had: z.int().optional(),
  /** The client has answered: it has read everything that it was sent. */
  answered: z.boolean(),
})

const send = z.object({ sessionId: id, from: z.int(), to: z.int(), at: timestamp, isMissed: z.boolean() })
const leave = z.object({ sessionId: id, sent: z.int(), reason: z.string(), at: timestamp })

export const accountOnNode = z.object({ sockets: z.array(socketOnNode), sends: z.array(send), leaves: z.array(leave) })
export type AccountOnNode = z.infer<typeof accountOnNode>

const nodeState = z.object({
  node: id,
  host: z.string(),
  pid: z.int(),
  /** The number of the worker; 0: the only process. */
  worker: z.int(),
  version: z.string(),
  startedAt: timestamp,
  isDraining: z.boolean(),
  /** Whether Redis connects it with the other nodes. Absent: it has no Redis. */
  hasRedis: z.boolean().optional(),
})
export type NodeState = z.infer<typeof nodeState>

export const nodeAnswer = nodeState.extend(accountOnNode.shape)
export type NodeAnswer = z.infer<typeof nodeAnswer>
