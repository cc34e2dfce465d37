/** The first pushes to a new socket: the feed events that the customer missed, then `session:ready`. */
import { z } from 'zod'
import type { Namespace, sessionReady } from '../../contract/index.ts'
import type { FeedPosition, ResumeFeed, Resumption } from '../../feed/replay.ts'
import type { Metrics } from '../../metrics.ts'
import { feedFrame } from '../delivery/frames.ts'
import type { LocalSockets } from '../delivery/local-sockets.ts'
import type { RecentSends } from '../delivery/recent-sends.ts'
import { nothingSent } from '../delivery/sent-events.ts'
import type { GatewayNamespace, GatewaySocket } from '../delivery/socket.ts'
import { compact } from './compact.ts'

type Ready = z.input<typeof sessionReady>

interface Dependencies {
  server: () => Ready['server']
  local: LocalSockets
  recent: RecentSends
  resumeFeed: ResumeFeed
  /** How far this node follows the others; absent when there is only one node. */
  following: Following | undefined
  metrics: Metrics
  onError: (error: unknown) => void
}

export interface Following {
  /** Resolves when this node receives what others publish to all rooms joined so far, or when Redis is away. */
  subscribed(): Promise<void>
  /** How many catch-ups this node has started. */
  catchUps(): number
}

const position = z.object({ feed: z.object({ epoch: z.uuid(), seq: z.int().min(0) }) })

/** Reads the feed again if a catch-up began meanwhile: an event published in that moment would be in neither the read nor the pushes. */
const resume = async (resumeFeed: ResumeFeed, following: Following | undefined, accountId: string, from: FeedPosition | undefined) => {
  let resumption: Resumption
  let before: number | undefined
  do {
    before = following?.catchUps()
    await following?.subscribed()
    resumption = await resumeFeed(accountId, from)
  } while (before !== following?.catchUps())
  return resumption
}

/** Welcomes every socket of the namespace. The socket has joined its rooms already, so it also receives what is published from now on. */
export const welcome = (
  namespace: GatewayNamespace,
  name: Namespace,
  { server, local, recent, resumeFeed, following, metrics, onError }: Dependencies,
) => {
  /** Reads what the customer missed. A malformed position counts as no position. */
  const missed = (socket: GatewaySocket, accountId: string) => {
    socket.data.sent = nothingSent()
    const named = position.safeParse(socket.handshake.auth)
    if (named.data) socket.data.had = named.data.feed.seq
    return resume(resumeFeed, following, accountId, named.data?.feed)
  }

  const greet = async (socket: GatewaySocket) => {
    const { caller } = socket.data
    if (!caller) return
    const feed = name === '/' ? await missed(socket, caller.accountId) : await following?.subscribed()
    // without an await from here on, so that no other event comes between
    for (const event of feed?.events ?? []) local.send(socket, feedFrame(event))
    if (feed && feed.events.length > 0) recent.sentMissed(caller, feed.seq - feed.events.length + 1, feed.seq)
    const ready: Ready = {
      account: { id: caller.accountId, name: caller.name, role: caller.role },
      ...(caller.mustEnrol && { mustEnrol: true }),
      ...(feed && { feed: { epoch: feed.epoch, seq: feed.seq, recovered: feed.recovered, replayed: feed.events.length } }),
      server: server(),
    }
    socket.emit('session:ready', ready)
    if (feed) local.release(socket, feed.seq)
    compact(socket)
  }

  /** Shared by all sockets. */
  function onDisconnect(this: GatewaySocket, reason: string) {
    const { caller, sent } = this.data
    local.leave(this)
    if (caller && sent) recent.left(caller, sent.seq, reason)
    metrics.connections.dec({ namespace: name })
    // a connection belongs to one session
    this.conn.close()
  }

  metrics.connections.set({ namespace: name }, 0)
  namespace.on('connection', (socket) => {
    metrics.connections.inc({ namespace: name })
    local.join(socket)
    socket.on('disconnect', onDisconnect)
    greet(socket).catch((error: unknown) => {
      onError(error)
      // a close without `session:ended` makes every client reconnect
      socket.conn.close()
    })
  })
}
