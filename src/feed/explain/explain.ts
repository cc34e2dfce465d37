/** Answers "why did I not hear of it": what PostgreSQL has, what the nodes say, and what that means. */
import type { Explanation } from '../../contract/index.ts'
import type { Database } from '../../database/database.ts'
import { askNodes, type OnNodes } from './ask-nodes.ts'
import { readDevices, readMessages, readOrders, type StoredDevice } from './read-account.ts'
import { readFeed, type StoredEvent, type Wanted } from './read-feed.ts'
import { readOrder } from './read-order.ts'
import { type FoundAccount, type FoundOrder, findAccount, findOrder } from './subject.ts'
import { verdictOf } from './verdict.ts'

type Asking = Pick<Database, 'query' | 'notify' | 'onNotice'>

const withSends = (event: StoredEvent, { answers }: OnNodes): Explanation['events'][number] => ({
  ...event,
  sends: answers.flatMap(({ node, sends }) =>
    sends
      .filter(({ from, to }) => from <= event.seq && event.seq <= to)
      .map(({ sessionId, at, isMissed }) => ({ node, sessionId, at, isMissed })),
  ),
})

const withSockets = (device: StoredDevice, { answers }: OnNodes): Explanation['devices'][number] => ({
  ...device,
  sockets: answers.flatMap(({ node, sockets }) =>
    sockets
      .filter(({ sessionId }) => sessionId === device.sessionId)
      .map(({ since, sent, had, answered }) => ({
        node,
        since,
        ...(sent !== undefined && { sent }),
        ...(had !== undefined && { had }),
        hasRead: answered,
      })),
  ),
  leaves: answers.flatMap(({ node, leaves }) =>
    leaves.filter(({ sessionId }) => sessionId === device.sessionId).map(({ at, sent, reason }) => ({ node, at, sent, reason })),
  ),
})

const stateOf = ({ node, host, pid, worker, version, startedAt, isDraining, hasRedis }: OnNodes['answers'][number]) => ({
  node,
  host,
  pid,
  worker,
  version,
  startedAt,
  isDraining,
  ...(hasRedis !== undefined && { hasRedis }),
})

const nothingOfOrders = { steps: [], actions: [], payments: [] }

interface Subject extends FoundAccount {
  order?: FoundOrder
  /** The event that was asked for. */
  seq?: number
}

const wantedOf = ({ order, seq }: Subject): Wanted => {
  if (order) return { orderId: order.id }
  return seq === undefined ? 'newest' : { seq }
}

const explain = async (database: Asking, subject: Subject): Promise<Explanation> => {
  const { account, order, preferences, seq } = subject
  const [onNodes, ofOrder, { feed, events }, devices, messages, orders] = await Promise.all([
    askNodes(database, account.id),
    order ? readOrder(database, order) : nothingOfOrders,
    readFeed(database, account.id, wantedOf(subject)),
    readDevices(database, account.id),
    readMessages(database, account.id),
    order || seq !== undefined ? [] : readOrders(database, account.id),
  ])
  const facts: Omit<Explanation, 'verdict'> = {
    at: new Date().toISOString(),
    account,
    ...(order && {
      order: { id: order.id, number: order.number, status: order.status, requestId: order.requestId, placedAt: order.placedAt },
    }),
    ...ofOrder,
    ...(feed && { feed }),
    events: events.map((event) => withSends(event, onNodes)),
    devices: devices.map((device) => withSockets(device, onNodes)),
    nodes: onNodes.answers.map(stateOf),
    silentNodes: onNodes.silent,
    notificationsOff: Object.keys(preferences).filter((kind) => preferences[kind] === false),
    messages,
    orders,
  }
  return { ...facts, verdict: verdictOf(facts, seq) }
}

/** By the number or the id. Undefined: there is no such order. */
export const explainOrder = async (database: Asking, order: number | string): Promise<Explanation | undefined> => {
  const found = await findOrder(database, order)
  return found && explain(database, found)
}

/** By the login or the id, and with `seq` one event of its feed. Undefined: there is no such account. */
export const explainAccount = async (database: Asking, account: string, seq?: number): Promise<Explanation | undefined> => {
  const found = await findAccount(database, account)
  return found && explain(database, { ...found, ...(seq !== undefined && { seq }) })
}
