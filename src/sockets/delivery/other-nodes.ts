/** The messages between nodes, besides pushes. */
import { z } from 'zod'
import { sessionEndReason } from '../../contract/index.ts'
import type { GatewayServer } from './socket.ts'

const endedSessions = z.object({ accountId: z.string(), sessionIds: z.array(z.string()), reason: sessionEndReason })
export type EndedSessions = z.infer<typeof endedSessions>

export interface OtherNodes {
  endSessions(ended: EndedSessions): void
  /** A push of this node was lost in Redis: the other nodes read it from PostgreSQL. */
  catchUp(): void
}

interface Listeners {
  onSessionsEnded: (ended: EndedSessions) => void
  onCatchUp: () => void
}

/** Drops messages that do not have the expected shape. */
export const createOtherNodes = (io: GatewayServer): OtherNodes & { listen(listeners: Listeners): void } => {
  const nodes = io.of('/')
  return {
    endSessions: (ended) => void nodes.serverSideEmit('sessions_ended', ended),
    catchUp: () => void nodes.serverSideEmit('catch_up'),
    listen({ onSessionsEnded, onCatchUp }) {
      nodes.on('sessions_ended', (message: unknown) => {
        const ended = endedSessions.safeParse(message)
        if (ended.success) onSessionsEnded(ended.data)
      })
      nodes.on('catch_up', onCatchUp)
    },
  }
}
