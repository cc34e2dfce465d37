import { find } from '../answers/answers.ts'
import type { Order } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { ProviderCalls } from './calls.ts'

/** A customer waits this long for the payment service; if it takes longer, `payment:status_changed` brings the next action. */
const patienceMs = 5000

/** Completes the answer to a request that began a payment with the customer's next action. */
export type BeginPayment = <Answer extends { order: Order }>(accountId: string, answer: Answer, requestId: string) => Promise<Answer>

interface Waiting {
  opened: Promise<Order | undefined>
  resolve(order?: Order): void
}

const waits = ({ status, payment }: Order) => status === 'awaiting_payment' && payment.status === 'requires_payment_method'

/** The customers of this node who wait for a payment service, in memory, by payment. Repetitions of a request wait together. */
const createWaitingRoom = () => {
  const waiting = new Map<string, Waiting>()
  const wait = (paymentId: string): Waiting => {
    let resolve: Waiting['resolve'] = () => undefined
    const opened = new Promise<Order | undefined>((settle) => {
      const timer = setTimeout(() => settle(undefined), patienceMs)
      resolve = (order) => {
        clearTimeout(timer)
        settle(order)
      }
    }).finally(() => waiting.delete(paymentId))
    const entry = { opened, resolve }
    waiting.set(paymentId, entry)
    return entry
  }
  return { find: (paymentId: string) => waiting.get(paymentId), wait }
}

/**
 * The node that placed an order asks the payment service, after the commit. If that node dies, the stored call is made by another node, a
 * few seconds later. A repetition on another node gets the answer as it is stored at that time.
 */
export const createBeginPayment = ({
  database,
  calls,
  log,
}: {
  database: Database
  calls: ProviderCalls
  log: Pick<Logger, 'error'>
}): BeginPayment => {
  const room = createWaitingRoom()
  calls.onBegun((paymentId, order) => room.find(paymentId)?.resolve(order))

  const begin = (paymentId: string): Waiting => {
    const entry = room.wait(paymentId)
    calls.performNew(paymentId).then(
      (claimed) => claimed || entry.resolve(),
      (err: unknown) => log.error({ err }, 'a payment was not begun'),
    )
    return entry
  }

  return async <Answer extends { order: Order }>(accountId: string, answer: Answer, requestId: string) => {
    if (!waits(answer.order)) return answer
    const { id } = answer.order.payment
    const order = await (room.find(id) ?? begin(id)).opened
    if (order) return { ...answer, order }
    const stored = await find<Answer>(database, { accountId, requestId })
    return stored && 'data' in stored ? stored.data : answer
  }
}
