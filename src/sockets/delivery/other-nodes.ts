/** The messages between nodes, besides pushes. */
import { z } from 'zod'
import { sessionEndReason } from '../../contract/index.ts'
import type { GatewayServer } from './socket.ts'

const endedSessions = z.object({ accountId: z.string(), sessionIds: z.array(z.string()), reason: sessionEndReason })
export type EndedSessions = z.infer<typeof endedSessions>

/** The links of an order have ended. */
const endedLinks = z.object({ orderId: z.string(), reason: z.enum(['revoked', 'expired']) })
export type EndedLinks = z.infer<typeof endedLinks>

const roomWanted = z.object({ accountId: z.string(), sessionId: z.string() })
export type RoomWanted = z.infer<typeof roomWanted>

/** What the nodes know of this account has changed. */
/** A node of an earlier version says no locale. */
export const changedAccount = z.object({ accountId: z.string(), locale: z.string().optional() })
export type ChangedAccount = z.output<typeof changedAccount>

export interface OtherNodes {
  endSessions(ended: EndedSessions): void
  endLinks(ended: EndedLinks): void
  /** An account has too many sockets: another node closes one, so that a socket of this session has room. */
  makeRoom(wanted: RoomWanted): void
  accountChanged(changed: ChangedAccount): void
  /** A push of this node was lost in Redis: the other nodes read it from PostgreSQL. */
  catchUp(): void
}

interface Listeners {
  onSessionsEnded: (ended: EndedSessions) => void
  onLinksEnded: (ended: EndedLinks) => void
  onRoomWanted: (wanted: RoomWanted) => void
  onAccountChanged: (changed: ChangedAccount) => void
  onCatchUp: () => void
}

/** Drops messages that do not have the expected shape. */
export const createOtherNodes = (io: GatewayServer): OtherNodes & { listen(listeners: Listeners): void } => {
  const nodes = io.of('/')
  const hear = <Shape extends z.ZodType>(event: string, shape: Shape, listener: (message: z.output<Shape>) => void) =>
    nodes.on(event, (message: unknown) => {
      const heard = shape.safeParse(message)
      if (heard.success) listener(heard.data)
    })
  return {
    endSessions: (ended) => void nodes.serverSideEmit('sessions_ended', ended),
    endLinks: (ended) => void nodes.serverSideEmit('links_ended', ended),
    makeRoom: (wanted) => void nodes.serverSideEmit('room_wanted', wanted),
    accountChanged: (changed) => void nodes.serverSideEmit('account_changed', changed),
    catchUp: () => void nodes.serverSideEmit('catch_up'),
    listen({ onSessionsEnded, onLinksEnded, onRoomWanted, onAccountChanged, onCatchUp }) {
      hear('sessions_ended', endedSessions, onSessionsEnded)
      hear('links_ended', endedLinks, onLinksEnded)
      hear('room_wanted', roomWanted, onRoomWanted)
      hear('account_changed', changedAccount, onAccountChanged)
      nodes.on('catch_up', onCatchUp)
    },
  }
}
