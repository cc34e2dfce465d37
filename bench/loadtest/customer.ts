/** One customer: signs up, stays connected, and records the feed and the orders. */
import { randomBytes } from 'node:crypto'
import { accountSignIn, accountSignUp, type FeedEvent as FeedEventName, feedPushes, feedReplay } from '../../src/contract/index.ts'
import { createFeed, type Feed, type FeedEvent } from './feed.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createLine, type Line } from './line.ts'
import type { Load } from './load.ts'
import type { Person } from './tokens.ts'
import { conform, ignoreRecorded, Refused, read } from './wire.ts'

export interface Customer {
  who: string
  line: Line
  feed: Feed
  ledger: Ledger
  /** Asks the gateway for the feed events after a position. */
  replay(after: number): Promise<FeedEvent[]>
}

/** Creates an account, over a connection of its own. It is measured from `due`. */
export const signUp = async (load: Load, due?: number): Promise<Person> => {
  const login = `load-${randomBytes(9).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  const guest = createLine({ load, who: login, namespace: '/guest' })
  if (due !== undefined) guest.dueAt(due)
  try {
    const { token } = await guest
      .request(accountSignUp, { login, password, email: `${login}@load.invalid`, name: login })
      .catch((error: unknown) => {
        // the connection was lost after the account was created
        if (error instanceof Refused && error.failure.reason === 'login_taken') return guest.request(accountSignIn, { login, password })
        throw error
      })
    return { login, token }
  } finally {
    await guest.leave()
  }
}

const isFeedEvent = (event: string): event is FeedEventName => event in feedPushes

export const createCustomer = (load: Load, { login: who, token }: Person): Customer => {
  const { recorder, checks } = load
  const ledger = createLedger(who, checks)

  const receive = ({ event, data }: FeedEvent) => {
    recorder.count('events')
    if (event === 'order:status_changed') ledger.recordStatus(conform(load, event, feedPushes[event].shape.data, data))
  }

  const replay = async (after: number): Promise<FeedEvent[]> => {
    const { events, recovered } = await line.request(feedReplay, { after, limit: 500 })
    if (!recovered) checks.fail('resumed', `${who}: the events after ${after} were not replayed`)
    return events
  }

  const feed = createFeed({ who, checks, recorder, severalNodes: () => load.nodes.size > 1, onEvent: receive, replay })

  const line = createLine({
    load,
    who,
    namespace: '/',
    auth: () => ({ token, feed: feed.position() }),
    onConnecting: feed.connecting,
    onEnded: feed.ended,
    onReady: ({ feed: head }) => {
      if (head) feed.ready(head).catch(ignoreRecorded)
      else checks.fail('contract', `${who}: session:ready has no feed`)
    },
    onPush: (event, payload) => {
      if (!isFeedEvent(event)) return
      const push = read<(typeof feedPushes)[FeedEventName]>(load, event, feedPushes[event], payload)
      if (feed.isLive()) recorder.duration('feed event', Math.max(0, Date.now() - Date.parse(push.at) - load.clockMs()))
      feed.receive({ event, ...push }).catch(ignoreRecorded)
    },
  })

  return { who, line, feed, ledger, replay }
}
