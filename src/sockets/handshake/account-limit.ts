/** How many sockets an account may have: on this node, and where there is a Redis on all nodes together. */
import { AppError } from '../../errors.ts'
import type { SocketCounts } from '../../redis/socket-counts.ts'
import { accountRoom, isAccountRoom } from '../delivery/rooms.ts'
import type { GatewayNamespace } from '../delivery/socket.ts'
import { maxSocketsPerAccount } from '../dispatch/limits.ts'

export interface AccountLimit {
  /** Throws `too_many_connections` when the account has all its sockets on this node. Call it before the socket joins the account's room. */
  checkHere(accountId: string): void
  /** Throws `too_many_connections` when the account has too many sockets on all nodes. Call it after the socket has joined the room. */
  checkEverywhere(accountId: string): Promise<void>
}

const tooMany = () => new AppError('too_many_connections', { details: { limit: maxSocketsPerAccount }, retryAfterMs: 10_000 })

/** The limit on one namespace. `socketCounts` is absent when there is only one node. */
export const createAccountLimit = ({ adapter }: GatewayNamespace, socketCounts: SocketCounts | undefined): AccountLimit => {
  const here = (room: string) => adapter.rooms.get(room)?.size ?? 0
  socketCounts?.renewFrom(() => [...adapter.rooms.keys()].filter(isAccountRoom), here)
  if (socketCounts)
    adapter.on('leave-room', (room: string) => {
      if (isAccountRoom(room)) void socketCounts.note(room, here(room))
    })

  return {
    checkHere: (accountId) => {
      if (here(accountRoom(accountId)) >= maxSocketsPerAccount) throw tooMany()
    },
    checkEverywhere: async (accountId) => {
      const room = accountRoom(accountId)
      if (socketCounts && !(await socketCounts.fits(room, here(room), maxSocketsPerAccount))) throw tooMany()
    },
  }
}
