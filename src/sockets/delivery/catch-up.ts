/** Sends this node's sockets the feed events that Redis may have lost, read from PostgreSQL. */
import type { FeedPosition, ResumeFeed } from '../../feed/replay.ts'
import { feedFrame } from './frames.ts'
import type { LocalSockets } from './local-sockets.ts'
import { isWelcomed, type SentEvents } from './sent-events.ts'
import type { GatewayServer, GatewaySocket } from './socket.ts'

interface Dependencies {
  io: GatewayServer
  local: LocalSockets
  feedHeads: (accountIds: readonly string[]) => Promise<Map<string, FeedPosition>>
  resumeFeed: ResumeFeed
  recheckSessions: () => Promise<unknown>
  refreshTrackers: () => void
  onError: (error: unknown) => void
}

interface Listener {
  socket: GatewaySocket
  sent: SentEvents
}

const accountsAtOnce = 256
const retryAfterMs = 1000

/** The customers' sockets that have received `session:ready`, by account. */
const listenersByAccount = (io: GatewayServer): Map<string, Listener[]> => {
  const byAccount = new Map<string, Listener[]>()
  for (const socket of io.of('/').sockets.values()) {
    const { caller, sent } = socket.data
    if (!caller || !sent || !isWelcomed(sent)) continue
    const listeners = byAccount.get(caller.accountId) ?? []
    byAccount.set(caller.accountId, listeners)
    listeners.push({ socket, sent })
  }
  return byAccount
}

export const createCatchUp = ({ io, local, feedHeads, resumeFeed, recheckSessions, refreshTrackers, onError }: Dependencies) => {
  let count = 0
  let retry: NodeJS.Timeout | undefined

  const sendMissed = async (accountId: string, listeners: readonly Listener[], { epoch, seq: head }: FeedPosition) => {
    const seq = Math.min(...listeners.map(({ sent }) => sent.seq))
    if (seq >= head) return
    const { events, recovered } = await resumeFeed(accountId, { epoch, seq })
    for (const { socket } of listeners) {
      // too far behind: the client reconnects and resumes, or loads a fresh state
      if (!recovered) socket.conn.close()
      else for (const event of events) local.tellSocket(socket, event.seq, feedFrame(event))
    }
    local.flush()
  }

  const bringUpToDate = async () => {
    const byAccount = listenersByAccount(io)
    const heads = [...(await feedHeads([...byAccount.keys()]))]
    while (heads.length > 0) {
      const slice = heads.splice(0, accountsAtOnce)
      await Promise.all(slice.map(([accountId, head]) => sendMissed(accountId, byAccount.get(accountId) ?? [], head)))
    }
  }

  const run = async () => {
    count += 1
    io.of('/staff').local.emit('queue:resync', {})
    refreshTrackers()
    await Promise.all([bringUpToDate(), recheckSessions()])
  }

  let running = false
  let askedAgain = false

  /** Starts a catch-up. All calls during a catch-up share the next one. */
  const catchUp = (): void => {
    clearTimeout(retry)
    askedAgain = running
    if (running) return
    running = true
    run()
      .catch((error: unknown) => {
        onError(error)
        retry = setTimeout(catchUp, retryAfterMs)
      })
      .then(() => {
        running = false
        if (askedAgain) catchUp()
      })
  }

  return {
    catchUp,
    /** How many catch-ups have started. A feed read before the last one may miss events. */
    count: () => count,
    stop: () => clearTimeout(retry),
  }
}
