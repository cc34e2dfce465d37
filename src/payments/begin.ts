import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { ProviderCalls } from './calls.ts'

/** A customer waits this long for the payment service; if it takes longer, `payment:status_changed` brings the next action. */
const patienceMs = 5000
const lookEveryMs = 100

/** The answer to a request that began a payment, with what the customer has to do. */
export type BeginPayment = <Answer extends { order: Order }>(accountId: string, answer: Answer, requestId: string) => Promise<Answer>

const waits = ({ status, payment }: Order) => status === 'awaiting_payment' && payment.status === 'requires_payment_method'

/** The stored answer is amended when the service has made the payment, whichever node it asked: every repetition gets the same. */
export const createBeginPayment =
  ({ database, calls, log }: { database: Database; calls: ProviderCalls; log: Pick<Logger, 'error'> }): BeginPayment =>
  async (accountId, answer, requestId) => {
    const deadline = Date.now() + patienceMs
    let current = answer
    while (waits(current.order) && Date.now() < deadline) {
      const asked = calls(current.order.payment.id).catch((err: unknown) => log.error({ err }, 'a payment was not begun'))
      await Promise.race([asked, sleep(deadline - Date.now(), undefined, { ref: false })])
      const [stored] = await database.query<{ answer: typeof answer }>(
        "select answer from answers where account_id = $1 and request_id = $2 and answer -> 'order' is not null",
        [accountId, requestId],
      )
      if (stored) current = stored.answer
      // another node is asking
      if (waits(current.order)) await sleep(lookEveryMs)
    }
    return current
  }
