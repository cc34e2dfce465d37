/** Why a customer heard of something, or did not: `order:explain`, and `customerbackend explain`. */
import { z } from 'zod'
import { orderStatus } from './order.ts'
import { orderPayment } from './payment.ts'
import { actors, role } from './role.ts'
import { id, money, requestId, timestamp } from './values.ts'

const seq = z.int().describe('The number of an event in the feed.')
const node = id.describe('The id of a node, as each line of its log has it.')
const deviceName = z.string().optional().describe('The browser and the system. Absent: not known.')
const channel = z.enum(['email', 'push'])
const callKind = z.enum(['create', 'cancel', 'refund', 'list_refunds'])

/** What the verdict can say. Each finding has the fields that its sentence needs. */
export const findings = [
  'no_event',
  'newest_event',
  'event_to_come',
  'event_gone',
  'event_waits',
  'event_sent',
  'event_not_remembered',
  'device_has_read',
  'device_does_not_answer',
  'device_lacks',
  'device_left',
  'not_connected',
  'signed_out',
  'staff_account',
  'nodes_silent',
  'no_node_answers',
  'message',
  'notifications_off',
  'call_fails',
  'refund_failed',
] as const

const finding = z
  .object({
    finding: z.enum(findings).describe('What was found; the other fields say of what.'),
    seq: seq.optional(),
    event: z.string().optional().describe('The event, for example `order:status_changed`.'),
    status: orderStatus.optional().describe('The status that the event told.'),
    at: timestamp.optional().describe('When it happened, or when it is tried again.'),
    node: node.optional(),
    sockets: z.int().optional().describe('How many sockets.'),
    nodes: z.array(node).optional().describe('The nodes that have not answered.'),
    device: deviceName,
    had: seq.optional().describe('The last event that the device had when it connected, as it said.'),
    reason: z.string().optional().describe('Why the socket closed, in the words of Socket.IO.'),
    isMissed: z.boolean().optional().describe('True: it was sent when the device connected again.'),
    channel: channel.optional().describe('How the message is sent.'),
    template: z.string().optional().describe('What the message says, for example `order_delivered`.'),
    outcome: z.enum(['waits', 'sent', 'failed', 'expired']).optional().describe('What became of the message.'),
    kinds: z.array(z.string()).optional().describe('What the customer does not want to be notified of.'),
    call: callKind.optional().describe('What the payment service is asked.'),
    attempts: z.int().optional().describe('How often it was tried.'),
    error: z.string().optional().describe('Why it failed the last time, without addresses.'),
  })
  .describe('A sentence of the verdict.')
export type Finding = z.infer<typeof finding>

const by = z.string().optional().describe('The name, of a member of the staff.')

const step = z
  .object({
    at: timestamp,
    status: orderStatus,
    actor: z.enum(actors).optional().describe('Who took the step. Absent: the order began with it.'),
    by,
    node: node.optional().describe('The node that took it. Absent: not stored, as for an order that is placed.'),
  })
  .describe('A step of the order.')

const action = z
  .object({
    at: timestamp,
    event: z.string().describe('The request.'),
    actor: z.enum(actors).describe('The role of the account.'),
    by,
    node: node.optional().describe('The node that did it.'),
    refused: z.string().optional().describe('The reason of the refusal. Absent: it was done.'),
  })
  .describe('What the audit log has about the order.')

const send = z.object({
  node,
  sessionId: id,
  at: timestamp,
  isMissed: z.boolean().describe('True: the device had missed it, and was sent it when it connected again.'),
})

const event = z
  .object({
    seq,
    at: timestamp.describe('When it was written.'),
    event: z.string().describe('The event, for example `order:status_changed`.'),
    status: orderStatus.optional().describe('The status that it told.'),
    isWaiting: z.boolean().describe('True: it has waited in the outbox for more than two seconds.'),
    sends: z.array(send).describe('To which devices it was sent, as far as the nodes remember it.'),
  })
  .describe('An event of the feed.')

const socket = z.object({
  node,
  since: timestamp.describe('When it connected.'),
  sent: seq.optional().describe('All events up to this one were sent to it. Negative: it is still connecting. Absent: staff have no feed.'),
  had: seq.optional().describe('The last event that the client had when it connected, as it said.'),
  hasRead: z.boolean().describe('True: it has answered just now, so it has read everything that it was sent.'),
})

const leave = z.object({
  node,
  at: timestamp.describe('When it closed.'),
  sent: seq.describe('All events up to this one were sent to it.'),
  reason: z.string().describe('Why it closed, in the words of Socket.IO.'),
})

const device = z
  .object({
    sessionId: id,
    name: deviceName,
    signedInAt: timestamp.describe('When it signed in.'),
    lastSeenAt: timestamp.describe('When it was seen last, to some minutes.'),
    endReason: z.string().optional().describe('Why the session ended. Absent: it is valid.'),
    hasPush: z.boolean().describe('True: it receives web pushes.'),
    sockets: z.array(socket).describe('Its open sockets, on the nodes that have answered.'),
    leaves: z.array(leave).describe('Its sockets that closed lately, as far as the nodes remember them.'),
  })
  .describe('A browser or a program of the account: a session.')

const nodeSeen = z.object({
  node,
  host: z.string().describe('The name of its machine.'),
  pid: z.int().describe('Its process.'),
  worker: z.int().describe('The number of the worker. 0: the only process.'),
  version: z.string().describe('The version of the gateway.'),
  startedAt: timestamp,
  isDraining: z.boolean().describe('True: it is stopping.'),
  hasRedis: z.boolean().optional().describe('False: Redis does not connect it with the other nodes now. Absent: it has no Redis.'),
})

const message = z
  .object({
    channel: channel.describe('How it is sent.'),
    template: z.string().describe('What it says, for example `order_delivered`.'),
    outcome: z.enum(['waits', 'sent', 'failed', 'expired']).describe('What became of it. `expired`: it was of no use any more.'),
    attempts: z.int().describe('How often it was tried.'),
    at: timestamp.describe('When it was queued.'),
    endedAt: timestamp.optional().describe('When it was sent or given up.'),
    nextAt: timestamp.optional().describe('When it is tried again.'),
    error: z.string().optional().describe('Why it was not sent the last time, without addresses.'),
  })
  .describe('A mail or a web push.')

const refund = z.object({
  at: timestamp,
  amount: money,
  status: z.enum(['pending', 'succeeded', 'failed']).describe('What has become of it.'),
  reason: z.string().describe('Why it is given back.'),
  reference: z.string().optional().describe('Its id at the payment service.'),
})

const call = z.object({
  call: callKind.describe('What the payment service is asked.'),
  attempts: z.int().describe('How often it was tried.'),
  nextAt: timestamp.describe('When it is tried again.'),
  error: z.string().optional().describe('Why it failed the last time, without addresses.'),
})

const payment = z
  .object({
    ...orderPayment.pick({ method: true, status: true, amount: true }).shape,
    provider: z.string().describe('The payment service. `door`: the courier collects it.'),
    reference: z.string().optional().describe('Its id at the payment service.'),
    at: timestamp.describe('When it began.'),
    changedAt: timestamp.describe('When it changed last.'),
    refunds: z.array(refund).describe('What is given back.'),
    calls: z.array(call).describe('What the payment service is still to be asked.'),
  })
  .describe('A payment of the order.')

const orderSeen = z.object({
  id,
  number: z.int().describe('The number that people say.'),
  status: orderStatus,
  placedAt: timestamp,
})

export const explanation = z
  .object({
    at: timestamp.describe('When this was found out.'),
    account: z
      .object({ id, login: z.string().describe('The login.'), role, locale: z.string().describe('The language of the account.') })
      .describe('Whose feed it is.'),
    order: orderSeen
      .extend({ requestId: requestId.describe('The request that placed it: at the level `debug` the log has its node.') })
      .optional()
      .describe('The order that was asked for.'),
    verdict: z.array(finding).describe('What it means, the most important first.'),
    steps: z.array(step).describe('The steps of the order.'),
    actions: z.array(action).describe('What the audit log has about the order: the newest 30, the oldest first.'),
    feed: z
      .object({
        epoch: id.describe('The epoch of the feed.'),
        head: seq.describe('The last event.'),
        oldest: seq.optional().describe('The oldest event that is stored. Absent: none.'),
        waiting: z.int().describe('How many pushes of all customers have waited in the outbox for more than two seconds, in 10,000 rows.'),
      })
      .optional()
      .describe('Where the feed stands. Absent: staff have none.'),
    events: z.array(event).describe('The events in question: of an order the newest 20, the oldest first.'),
    devices: z.array(device).describe('The sessions of the account, the one seen last first: at most 20.'),
    nodes: z.array(nodeSeen).describe('The nodes that have answered.'),
    silentNodes: z.array(node).describe('Nodes that are connected to the database and have not answered: what they have is not in here.'),
    notificationsOff: z.array(z.string()).describe('What the customer does not want to be notified of.'),
    messages: z.array(message).describe('The mails and web pushes to the account, the newest first: at most 20.'),
    payments: z.array(payment).describe('The payments of the order.'),
    orders: z.array(orderSeen).describe('The newest five orders, where an account was asked for.'),
  })
  .describe('What happened to an order, an account or an event, and what its customer was told.')
export type Explanation = z.infer<typeof explanation>
