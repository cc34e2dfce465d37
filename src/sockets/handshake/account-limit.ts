/**
 * How many sockets an account may have: on this node, and where there is a Redis on all nodes together. A new socket takes the place of the
 * oldest socket of its session, because that may be a dead connection that the gateway has not noticed yet.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import type { SocketCounts } from '../../redis/socket-counts.ts'
import type { Caller } from '../../requests/kinds/handler.ts'
import type { OtherNodes, RoomWanted } from '../delivery/other-nodes.ts'
import { accountRoom, isAccountRoom } from '../delivery/rooms.ts'
import type { GatewayNamespace, GatewaySocket } from '../delivery/socket.ts'
import { maxSocketsPerAccount } from '../dispatch/limits.ts'

type Who = Pick<Caller, 'accountId' | 'sessionId'>

export interface AccountLimit {
  /**
   * Call it before the socket joins the account's room. If the account has all its sockets on this node, it closes the oldest of the
   * session, or throws `too_many_connections` if the session has none.
   */
  checkHere(who: Who): void
  /** The same on all nodes. Call it after the socket has joined the room. */
  checkEverywhere(who: Who): Promise<void>
  /** Another node needs room for a socket of this session. */
  makeRoomHere(wanted: RoomWanted): void
}

const roomMayTakeMs = 1000
const askEveryMs = 300
const lookEveryMs = 25
const longestTurnMs = 100

const tooMany = () => new AppError('too_many_connections', { details: { limit: maxSocketsPerAccount }, retryAfterMs: 10_000 })

/** Of several nodes, the one whose socket is older comes first, and the others see that there is room already. */
const turnMs = (socket: GatewaySocket): number => {
  const minutes = (performance.now() - (socket.data.since ?? 0)) / 60_000
  return longestTurnMs / (1 + minutes)
}

const replace = (socket: GatewaySocket): void => {
  socket.emit('session:ended', { reason: 'replaced' })
  socket.disconnect(true)
}

/** The limit on one namespace. `socketCounts` and `otherNodes` are absent when there is only one node. */
export const createAccountLimit = (
  { adapter, sockets }: GatewayNamespace,
  socketCounts: SocketCounts | undefined,
  otherNodes: Pick<OtherNodes, 'makeRoom'> | undefined,
): AccountLimit => {
  const here = (room: string) => adapter.rooms.get(room)?.size ?? 0
  const fits = async (room: string) => !socketCounts || (await socketCounts.fits(room, here(room), maxSocketsPerAccount))
  socketCounts?.renewFrom(() => [...adapter.rooms.keys()].filter(isAccountRoom), here)
  if (socketCounts)
    adapter.on('leave-room', (room: string) => {
      if (isAccountRoom(room)) void socketCounts.note(room, here(room))
    })

  /** A room keeps the order in which its sockets joined. A socket that is still shaking hands is not in `sockets`. */
  const oldestOf = ({ accountId, sessionId }: Who): GatewaySocket | undefined => {
    for (const id of adapter.rooms.get(accountRoom(accountId)) ?? []) {
      const socket = sockets.get(id)
      if (socket?.data.caller?.sessionId === sessionId) return socket
    }
    return undefined
  }

  const makeRoomInTurn = async ({ accountId }: Who, oldest: GatewaySocket) => {
    const room = accountRoom(accountId)
    await sleep(turnMs(oldest))
    if (!(await fits(room)) && (await socketCounts?.claim(room))) replace(oldest)
  }

  const waitForRoom = async (who: Who) => {
    const room = accountRoom(who.accountId)
    const start = performance.now()
    for (let asked = 0; performance.now() < start + roomMayTakeMs; await sleep(lookEveryMs)) {
      if (await fits(room)) return
      if (performance.now() < start + asked * askEveryMs) continue
      asked += 1
      otherNodes?.makeRoom(who)
    }
    throw tooMany()
  }

  return {
    checkHere: (who) => {
      if (here(accountRoom(who.accountId)) < maxSocketsPerAccount) return
      const oldest = oldestOf(who)
      if (!oldest) throw tooMany()
      replace(oldest)
    },
    checkEverywhere: async (who) => {
      if (await fits(accountRoom(who.accountId))) return
      const oldest = oldestOf(who)
      if (oldest) replace(oldest)
      else await waitForRoom(who)
    },
    makeRoomHere: (wanted) => {
      const oldest = oldestOf(wanted)
      if (oldest) void makeRoomInTurn(wanted, oldest)
    },
  }
}
