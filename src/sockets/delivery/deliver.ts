/** Sends committed pushes to sockets. Only this file and the staff queue emit to rooms. */
import { z } from 'zod'
import type { LocationChanged } from '../../couriers/positions.ts'
import type { AudiencePush, FeedPush, Push } from '../../database/outbox.ts'
import type { Metrics } from '../../metrics.ts'
import { accountRoom, roleRoom } from './rooms.ts'
import type { GatewayServer } from './socket.ts'

interface Dependencies {
  io: GatewayServer
  metrics: Metrics
  /** Called with every feed push; the staff queue derives `queue:changed` from them. */
  onFeedPush: (push: FeedPush) => void
  endSessions: (accountId: string, sessionIds: readonly string[], data: unknown) => void
  /** Something that the nodes know of an account has changed. */
  accountChanged: (accountId: string) => void
}

const changedAccount = z.object({ accountId: z.string() })

export const createDelivery = ({ io, metrics, onFeedPush, endSessions, accountChanged }: Dependencies) => {
  const customers = io.of('/')
  const staff = io.of('/staff')

  const toCustomer = (push: FeedPush) => {
    const { accountId, seq, event, at, data } = push
    customers.to(accountRoom(accountId)).emit(event, { seq, at, data })
    metrics.pushes.inc({ event })
    metrics.feedLag.observe(Math.max(0, Date.now() - Date.parse(at)) / 1000)
    onFeedPush(push)
  }

  const toAudience = ({ audience, event, data }: AudiencePush) => {
    if ('nodes' in audience) return accountChanged(changedAccount.parse(data).accountId)
    metrics.pushes.inc({ event })
    if ('account' in audience) endSessions(audience.account, audience.sessions, data)
    // one emit for each room: the adapter sends an emit to several rooms to every node, even to nodes without such sockets
    else if ('roles' in audience) for (const role of audience.roles) staff.to(roleRoom(role)).emit(event, data)
    else for (const namespace of [customers, io.of('/guest')]) namespace.emit(event, data)
  }

  const deliver = (pushes: readonly Push[]): void => {
    for (const push of pushes) 'seq' in push ? toCustomer(push) : toAudience(push)
  }

  /** Volatile: dropped for a client that does not keep up. */
  const showCourier = (accountId: string, change: LocationChanged): void => {
    customers.to(accountRoom(accountId)).volatile.emit('courier:location_changed', change)
    metrics.pushes.inc({ event: 'courier:location_changed' })
  }

  return { deliver, showCourier }
}
