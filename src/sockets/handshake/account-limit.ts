/**
 * How many sockets an account may have: on this node, and where there is a Redis on all nodes together. A new socket takes the place of the
 * oldest socket of its session, because that may be a dead connection that the gateway has not noticed yet. The first socket of a session
 * takes the place of the oldest of a session that has several, so that five windows of one browser keep no telephone out.
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
   * Call it before the socket joins the account's room. If the account has all its sockets on this node, it closes one, or throws
   * `too_many_connections` if each is of another session.
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

interface Candidate {
  socket: GatewaySocket
  isOwn: boolean
}

const tooMany = () => new AppError('too_many_connections', { details: { limit: maxSocketsPerAccount }, retryAfterMs: 10_000 })

/** Of several nodes, one with a socket of the session comes first, and then the one whose socket is older. The others see that there is room already. */
const turnMs = ({ socket, isOwn }: Candidate): number => {
  const minutes = (performance.now() - (socket.data.since ?? 0)) / 60_000
  return (isOwn ? 0 : longestTurnMs) + longestTurnMs / (1 + minutes)
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

  /** Which socket of this node gives way. A room keeps the order in which its sockets joined. A socket that is still shaking hands is not in `sockets`. */
  const candidateFor = ({ accountId, sessionId }: Who): Candidate | undefined => {
    const all = [...(adapter.rooms.get(accountRoom(accountId)) ?? [])].flatMap((id) => sockets.get(id) ?? [])
    const ofSession = (wanted: string | undefined) => all.filter(({ data }) => data.caller?.sessionId === wanted)
    const [own] = ofSession(sessionId)
    if (own) return { socket: own, isOwn: true }
    const other = all.find(({ data }) => ofSession(data.caller?.sessionId).length > 1)
    return other && { socket: other, isOwn: false }
  }

  const makeRoomInTurn = async ({ accountId }: Who, candidate: Candidate) => {
    const room = accountRoom(accountId)
    await sleep(turnMs(candidate))
    if (!(await fits(room)) && (await socketCounts?.claim(room))) replace(candidate.socket)
  }

  const makeRoomHere = (who: Who) => {
    const candidate = candidateFor(who)
    if (candidate) void makeRoomInTurn(who, candidate)
  }

  const waitForRoom = async (who: Who) => {
    const room = accountRoom(who.accountId)
    const start = performance.now()
    for (let asked = 0; performance.now() < start + roomMayTakeMs; await sleep(lookEveryMs)) {
      if (await fits(room)) return
      if (performance.now() < start + asked * askEveryMs) continue
      asked += 1
      otherNodes?.makeRoom(who)
      makeRoomHere(who)
    }
    throw tooMany()
  }

  return {
    checkHere: (who) => {
      if (here(accountRoom(who.accountId)) < maxSocketsPerAccount) return
      const candidate = candidateFor(who)
      if (!candidate) throw tooMany()
      replace(candidate.socket)
    },
    checkEverywhere: async (who) => {
      if (await fits(accountRoom(who.accountId))) return
      const candidate = candidateFor(who)
      if (candidate?.isOwn) replace(candidate.socket)
      else await waitForRoom(who)
    },
    makeRoomHere,
  }
}
