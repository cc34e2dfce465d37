/** The messages between nodes, besides pushes. */
import { z } from 'zod'
import { sessionEndReason } from '../../contract/index.ts'
import type { GatewayServer } from './socket.ts'

const endedSessions = z.object({ accountId: z.string(), sessionIds: z.array(z.string()), reason: sessionEndReason })
export type EndedSessions = z.infer<typeof endedSessions>

const roomWanted = z.object({ accountId: z.string(), sessionId: z.string() })
export type RoomWanted = z.infer<typeof roomWanted>

const changedAccount = z.object({ accountId: z.string() })

export interface OtherNodes {
  endSessions(ended: EndedSessions): void
  /** An account has too many sockets: another node closes the oldest of this session. */
  makeRoom(wanted: RoomWanted): void
  accountChanged(accountId: string): void
  /** A push of this node was lost in Redis: the other nodes read it from PostgreSQL. */
  catchUp(): void
}

interface Listeners {
  onSessionsEnded: (ended: EndedSessions) => void
  onRoomWanted: (wanted: RoomWanted) => void
  onAccountChanged: (accountId: string) => void
  onCatchUp: () => void
}

/** Drops messages that do not have the expected shape. */
export const createOtherNodes = (io: GatewayServer): OtherNodes & { listen(listeners: Listeners): void } => {
  const nodes = io.of('/')
  return {
    endSessions: (ended) => void nodes.serverSideEmit('sessions_ended', ended),
    makeRoom: (wanted) => void nodes.serverSideEmit('room_wanted', wanted),
    accountChanged: (accountId) => void nodes.serverSideEmit('account_changed', { accountId }),
    catchUp: () => void nodes.serverSideEmit('catch_up'),
    listen({ onSessionsEnded, onRoomWanted, onAccountChanged, onCatchUp }) {
      nodes.on('sessions_ended', (message: unknown) => {
        const ended = endedSessions.safeParse(message)
        if (ended.success) onSessionsEnded(ended.data)
      })
      nodes.on('room_wanted', (message: unknown) => {
        const wanted = roomWanted.safeParse(message)
        if (wanted.success) onRoomWanted(wanted.data)
      })
      nodes.on('account_changed', (message: unknown) => {
        const changed = changedAccount.safeParse(message)
        if (changed.success) onAccountChanged(changed.data.accountId)
      })
      nodes.on('catch_up', onCatchUp)
    },
  }
}
