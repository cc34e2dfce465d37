/** The first pushes to a new socket: the feed events that the customer missed, then `session:ready`. */
import { z } from 'zod'
import type { Namespace, sessionReady } from '../../contract/index.ts'
import type { FeedPosition, ResumeFeed, Resumption } from '../../feed/replay.ts'
import type { Metrics } from '../../metrics.ts'
import { startAt, trackSent } from '../delivery/sent-events.ts'
import type { GatewayNamespace, GatewaySocket } from '../delivery/socket.ts'

type Ready = z.input<typeof sessionReady>

interface Dependencies {
  server: () => Ready['server']
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
  { server, resumeFeed, following, metrics, onError }: Dependencies,
) => {
  /** Sends the missed events in order. A malformed position counts as no position. */
  const replay = async (socket: GatewaySocket, accountId: string): Promise<Ready['feed']> => {
    if (following) trackSent(socket)
    const named = position.safeParse(socket.handshake.auth)
    const { epoch, seq, events, recovered } = await resume(resumeFeed, following, accountId, named.data?.feed)
    for (const { event, ...payload } of events) socket.emit(event, payload)
    if (socket.data.sent) startAt(socket.data.sent, seq)
    return { epoch, seq, recovered, replayed: events.length }
  }

  const greet = async (socket: GatewaySocket) => {
    const { caller } = socket.data
    if (!caller) return
    const feed = name === '/' ? await replay(socket, caller.accountId) : await following?.subscribed()
    const ready: Ready = {
      account: { id: caller.accountId, name: caller.name, role: caller.role },
      ...(feed && { feed }),
      server: server(),
    }
    socket.emit('session:ready', ready)
    socket.handshake.auth = {}
  }

  metrics.connections.set({ namespace: name }, 0)
  namespace.on('connection', (socket) => {
    metrics.connections.inc({ namespace: name })
    socket.on('disconnect', () => {
      metrics.connections.dec({ namespace: name })
      // a connection belongs to one session
      socket.conn.close()
    })
    greet(socket).catch((error: unknown) => {
      onError(error)
      // a close without `session:ended` makes every client reconnect
      socket.conn.close()
    })
  })
}
