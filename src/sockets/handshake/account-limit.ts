/** The limit of sockets for each account, on all nodes together: after `guard`, which has counted those of this node. */
import { AppError } from '../../errors.ts'
import type { Attendance } from '../../redis/socket-counts.ts'
import { accountRoom, isAccountRoom } from '../delivery/rooms.ts'
import type { GatewayNamespace } from '../delivery/socket.ts'
import { maxSocketsPerAccount } from '../dispatch/limits.ts'

export const limitOnAllNodes = (namespace: GatewayNamespace, attendance: Attendance): void => {
  const { adapter } = namespace
  const here = (room: string) => adapter.rooms.get(room)?.size ?? 0

  namespace.use((socket, next) => {
    const { caller } = socket.data
    if (!caller) return next()
    const room = accountRoom(caller.accountId)
    void attendance.fits(room, here(room), maxSocketsPerAccount).then((fits) => {
      if (fits) return next()
      const failure = new AppError('too_many_connections', { details: { limit: maxSocketsPerAccount }, retryAfterMs: 10_000 }).toFailure()
      next(Object.assign(new Error(failure.message), { data: failure }))
    })
  })
  attendance.renewFrom(() => [...adapter.rooms.keys()].filter(isAccountRoom), here)
  adapter.on('leave-room', (room: string) => {
    if (isAccountRoom(room)) void attendance.note(room, here(room))
  })
}
