/** From pushes to sockets: the only place that emits to rooms. */
import type { LocationChanged } from '../../couriers/positions.ts'
import type { AudiencePush, FeedPush, Push } from '../../database/outbox.ts'
import type { Metrics } from '../../metrics.ts'
import { accountRoom, roleRoom } from './rooms.ts'
import type { GatewayServer } from './socket.ts'

interface Dependencies {
  io: GatewayServer
  metrics: Metrics
  /** Hears of every feed push, to tell the staff of changed orders. */
  onFeedPush: (push: FeedPush) => void
  endSessions: (accountId: string, sessionIds: readonly string[], data: unknown) => void
}

export const createDelivery = ({ io, metrics, onFeedPush, endSessions }: Dependencies) => {
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
    metrics.pushes.inc({ event })
    if ('account' in audience) endSessions(audience.account, audience.sessions, data)
    // room by room: what is for several at once goes to every node, also to those where nobody is in them
    else if ('roles' in audience) for (const role of audience.roles) staff.to(roleRoom(role)).emit(event, data)
    else for (const namespace of [customers, io.of('/guest')]) namespace.emit(event, data)
  }

  const deliver = (pushes: readonly Push[]): void => {
    for (const push of pushes) 'seq' in push ? toCustomer(push) : toAudience(push)
  }

  /** Volatile: a client that does not keep up misses it. */
  const showCourier = (accountId: string, change: LocationChanged): void => {
    customers.to(accountRoom(accountId)).volatile.emit('courier:location_changed', change)
    metrics.pushes.inc({ event: 'courier:location_changed' })
  }

  return { deliver, showCourier }
}
