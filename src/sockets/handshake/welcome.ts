/** What a socket hears first: what it has missed, then `session:ready`. */
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
  /** What this node hears of the others; absent where there is one. */
  hearing: Hearing | undefined
  metrics: Metrics
  onError: (error: unknown) => void
}

export interface Hearing {
  /** Resolves when what others publish to the rooms that were joined so far reaches this node, or cannot now. */
  joined(): Promise<void>
  /** How often the sockets that were greeted were brought up to date. */
  caughtUp(): number
}

const position = z.object({ feed: z.object({ epoch: z.uuid(), seq: z.int().min(0) }) })

/** Read again where the others were not heard for a moment: it would be neither in what was read nor in what was heard since. */
const resume = async (resumeFeed: ResumeFeed, hearing: Hearing | undefined, accountId: string, from: FeedPosition | undefined) => {
  let resumption: Resumption
  let heardSince: number | undefined
  do {
    heardSince = hearing?.caughtUp()
    await hearing?.joined()
    resumption = await resumeFeed(accountId, from)
  } while (heardSince !== hearing?.caughtUp())
  return resumption
}

/** Greets every socket of the namespace. It is in its rooms already: what is published from now on reaches it. */
export const welcome = (namespace: GatewayNamespace, name: Namespace, { server, resumeFeed, hearing, metrics, onError }: Dependencies) => {
  /** Sends the missed events in order. A position that is not one at all counts as none. */
  const replay = async (socket: GatewaySocket, accountId: string): Promise<Ready['feed']> => {
    if (hearing) trackSent(socket)
    const named = position.safeParse(socket.handshake.auth)
    const { epoch, seq, events, recovered } = await resume(resumeFeed, hearing, accountId, named.data?.feed)
    for (const { event, ...payload } of events) socket.emit(event, payload)
    if (socket.data.sent) startAt(socket.data.sent, seq)
    return { epoch, seq, recovered, replayed: events.length }
  }

  const greet = async (socket: GatewaySocket) => {
    const { caller } = socket.data
    if (!caller) return
    const feed = name === '/' ? await replay(socket, caller.accountId) : await hearing?.joined()
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
      // a connection is one session's: nobody stays on it after that has left
      socket.conn.close()
    })
    greet(socket).catch((error: unknown) => {
      onError(error)
      // without a word, so that every client comes back by itself
      socket.conn.close()
    })
  })
}
