/** What a socket hears first: what it has missed, then `session:ready`. */
import { z } from 'zod'
import type { Namespace, sessionReady } from '../contract/index.ts'
import type { FeedPosition, Resumption } from '../feed/replay.ts'
import type { Metrics } from '../metrics.ts'
import type { GatewayNamespace, GatewaySocket } from './socket.ts'

type Ready = z.input<typeof sessionReady>

interface Dependencies {
  server: () => Ready['server']
  resumeFeed: (accountId: string, position: FeedPosition | undefined) => Promise<Resumption>
  metrics: Metrics
  onError: (error: unknown) => void
}

const position = z.object({ feed: z.object({ epoch: z.uuid(), seq: z.int().min(0) }) })

/** Sends the missed events in order. A position that is not one at all counts as none. */
const replay = async (socket: GatewaySocket, accountId: string, resumeFeed: Dependencies['resumeFeed']): Promise<Ready['feed']> => {
  const named = position.safeParse(socket.handshake.auth)
  const { epoch, seq, events, recovered } = await resumeFeed(accountId, named.data?.feed)
  for (const { event, ...payload } of events) socket.emit(event, payload)
  return { epoch, seq, recovered, replayed: events.length }
}

/** Greets every socket of the namespace. It is in its rooms already: what is published from now on reaches it. */
export const welcome = (namespace: GatewayNamespace, name: Namespace, { server, resumeFeed, metrics, onError }: Dependencies) => {
  const greet = async (socket: GatewaySocket) => {
    const { caller } = socket.data
    if (!caller) return
    const feed = name === '/' ? await replay(socket, caller.accountId, resumeFeed) : undefined
    const ready: Ready = {
      account: { id: caller.accountId, name: caller.name, role: caller.role },
      ...(feed && { feed }),
      server: server(),
    }
    socket.emit('session:ready', ready)
    socket.handshake.auth = {}
  }

  namespace.on('connection', (socket) => {
    metrics.connections.inc({ namespace: name })
    socket.on('disconnect', () => {
      metrics.connections.dec({ namespace: name })
      // a connection is one session's: nobody stays on it after that has left
      socket.conn.close()
    })
    greet(socket).catch((error: unknown) => {
      onError(error)
      socket.disconnect(true)
    })
  })
}
