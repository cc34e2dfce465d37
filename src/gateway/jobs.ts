/** The jobs that run when there is something to do for them. */
import { readLastCheck } from '../books/last-check.ts'
import { endLostShift } from '../couriers/shifts.ts'
import type { Database } from '../database/database.ts'
import { countServerConnections } from '../database/server-connections.ts'
import type { Publisher } from '../feed/publish.ts'
import type { MenuCopy } from '../menu/menu-copy.ts'
import { refreshMenuStock } from '../menu/refresh-stock.ts'
import { countMessages } from '../messages/backlog.ts'
import type { Sender } from '../messages/sender.ts'
import { sendBroadcasts } from '../notifications/broadcast.ts'
import { expireSubstitutions } from '../orders/expire-substitutions.ts'
import { refreshLateOrders } from '../orders/late.ts'
import { releaseOrders } from '../orders/release.ts'
import { countUnconfirmed, endUnconfirmed } from '../orders/unconfirmed.ts'
import { expireOrders } from '../payments/expire.ts'
import type { FailingRefunds } from '../payments/failing-refunds.ts'
import type { Payments } from '../payments/payments.ts'
import { countUnsettled, nothingUnsettled } from '../payments/unsettled.ts'
import { alertStaff } from '../push/alert-staff.ts'
import { countOrders } from '../recommendations/count.ts'
import type { Backlog } from './backlog.ts'
import { Freshness } from './freshness.ts'
import type { Job } from './waiting-work.ts'

const second = 1000

interface Dependencies {
  database: Database
  publisher: Pick<Publisher, 'clearPublished' | 'sweep'>
  payments: Payments
  menu: Pick<MenuCopy, 'refresh'>
  senders: readonly Sender[]
  backlog: Backlog
  /** Absent where another process reports them. */
  failing: FailingRefunds | undefined
}

export const createJobs = ({ database, publisher, payments, menu, senders, backlog, failing }: Dependencies): Job[] => {
  let sweptAt = performance.now()
  const sweep = async () => {
    sweptAt = performance.now()
    // what this node has published itself
    await publisher.clearPublished()
    backlog.outbox = await publisher.sweep()
    backlog.messages = await countMessages(database)
  }
  const freshness = new Freshness()
  const refreshMenu = async () => {
    await menu.refresh()
    freshness.read()
  }
  const lookAtPayments = async () => {
    await payments.lookUp()
    backlog.unsettled = await countUnsettled(database)
    if (backlog.unsettled.failing > 0) await failing?.report()
  }
  const isUnsettled = ({ unsettled }: { unsettled: boolean }) => {
    if (!unsettled) backlog.unsettled = nothingUnsettled
    return unsettled
  }
  const lookAtUnconfirmed = async () => {
    await endUnconfirmed(database)
    backlog.unconfirmed = await countUnconfirmed(database)
  }
  const areUnconfirmed = ({ unconfirmed }: { unconfirmed: boolean }) => {
    if (!unconfirmed) backlog.unconfirmed = 0
    return unconfirmed
  }
  return [
    { name: 'call payment services', isDue: ({ calls }) => calls, overlaps: true, run: payments.calls.performDue },
    { name: 'delete forgotten cards', isDue: ({ forgotten_cards }) => forgotten_cards, run: payments.deleteForgottenCards },
    {
      name: 'deliver the sandbox',
      isDue: ({ webhooks }) => webhooks && payments.sandbox !== undefined,
      run: async () => payments.sandbox?.deliver(),
    },
    // without rows too, to count them
    { name: 'sweep the outbox', isDue: ({ outbox }) => outbox || performance.now() - sweptAt > 10 * second, run: sweep },
    { name: 'expire orders', isDue: ({ unpaid }) => unpaid, run: () => expireOrders(database) },
    { name: 'release orders', isDue: ({ waiting }) => waiting, run: () => releaseOrders(database) },
    { name: 'end lost shifts', isDue: ({ shifts }) => shifts, run: () => endLostShift(database) },
    { name: 'end unconfirmed orders', isDue: areUnconfirmed, everyMs: 5 * second, run: lookAtUnconfirmed },
    { name: 'expire substitutions', isDue: ({ unanswered }) => unanswered, run: () => expireSubstitutions(database) },
    { name: 'refresh the stock of the menu', isDue: ({ stock }) => stock, run: () => refreshMenuStock(database) },
    // a statement of its own, because only the copy knows what it has; not after looks that come sooner
    { name: 'refresh the menu copy', isDue: ({ written }) => freshness.isOld(written), everyMs: 0.9 * second, run: refreshMenu },
    ...senders.map(
      ({ name, isReady, sendDue }): Job => ({
        name: `send messages by ${name}`,
        isDue: ({ messages }) => messages.includes(name) && isReady(),
        run: sendDue,
      }),
    ),
    { name: 'send broadcasts', isDue: ({ broadcasts }) => broadcasts, run: () => sendBroadcasts(database) },
    { name: 'count orders', isDue: ({ uncounted }) => uncounted, everyMs: 5 * second, run: () => countOrders(database) },
    { name: 'look up payments', isDue: isUnsettled, everyMs: 5 * second, run: lookAtPayments },
    { name: 'alert the staff', isDue: ({ alerts }) => alerts, everyMs: 0.9 * second, run: () => alertStaff(database) },
    {
      name: 'count connections',
      isDue: () => true,
      everyMs: 10 * second,
      run: async () => {
        backlog.connections = await countServerConnections(database)
      },
    },
    {
      name: 'read the last check of the books',
      isDue: () => true,
      everyMs: 10 * second,
      run: async () => {
        backlog.books = await readLastCheck(database)
      },
    },
    { name: 'refresh late orders', isDue: ({ open }) => open, everyMs: 10 * second, run: () => refreshLateOrders(database) },
  ]
}
