/** Sends committed pushes to sockets. Only this file and the staff queue send to rooms. */
import type { Namespace } from '../../contract/index.ts'
import type { LocationChanged } from '../../couriers/positions.ts'
import type { AudiencePush, FeedPush, Push } from '../../database/outbox.ts'
import type { Metrics } from '../../metrics.ts'
import { feedFrame, pushFrame } from './frames.ts'
import type { LocalSockets } from './local-sockets.ts'
import { type ChangedAccount, changedAccount } from './other-nodes.ts'
import type { PushesBetweenNodes } from './pushes-between-nodes.ts'
import { roleRoom } from './rooms.ts'
import type { GatewayServer } from './socket.ts'

interface Dependencies {
  io: GatewayServer
  local: LocalSockets
  /** Absent when there is only one node. */
  others: PushesBetweenNodes | undefined
  metrics: Metrics
  /** The staff queue derives `queue:changed` from what is about orders. */
  onPushes: (pushes: readonly Push[]) => void
  endSessions: (accountId: string, sessionIds: readonly string[], data: unknown) => void
  /** The links of an order have ended. */
  endLinks: (orderId: string, data: unknown) => void
  /** Something that the nodes know of an account has changed. */
  accountChanged: (changed: ChangedAccount) => void
}

const viewersOfTheMenu: readonly Namespace[] = ['/', '/guest']
const viewersOfTheShop: readonly Namespace[] = [...viewersOfTheMenu, '/staff']
const locationChanged = 'courier:location_changed'

const isFeedPush = (push: Push): push is FeedPush => 'seq' in push

export const createDelivery = ({ io, local, others, metrics, onPushes, endSessions, endLinks, accountChanged }: Dependencies) => {
  const staff = io.of('/staff')

  const toCustomer = (push: FeedPush) => {
    const { accountId, seq, event } = push
    metrics.countPush(event)
    if (!others && !local.hasAccount(accountId)) return
    const frame = feedFrame(push)
    local.tell(accountId, seq, frame)
    others?.tell(accountId, seq, frame)
  }

  const toAudience = ({ audience, event, data }: AudiencePush) => {
    if ('nodes' in audience) return accountChanged(changedAccount.parse(JSON.parse(data)))
    if ('queue' in audience) return
    metrics.countPush(event)
    if ('account' in audience) endSessions(audience.account, audience.sessions, JSON.parse(data))
    else if ('order' in audience) endLinks(audience.order, JSON.parse(data))
    // one emit for each room: the adapter sends an emit to several rooms to every node, even to nodes without such sockets
    else if ('roles' in audience) for (const role of audience.roles) staff.to(roleRoom(role)).emit(event, JSON.parse(data))
    else
      for (const namespace of viewersOfTheMenu) {
        const frame = pushFrame(namespace, event, data)
        local.tellEverybody(namespace, frame)
        others?.tellEverybody(namespace, frame)
      }
  }

  const deliver = (pushes: readonly Push[]): void => {
    try {
      for (const push of pushes) isFeedPush(push) ? toCustomer(push) : toAudience(push)
    } finally {
      local.flush()
    }
    const first = pushes.find(isFeedPush)
    if (first) metrics.feedLag.observe(Math.max(0, Date.now() - Date.parse(first.at)) / 1000)
    onPushes(pushes)
  }

  /** Tells everybody on this node of a change that its requests show; the other nodes tell theirs. */
  const announce = (event: string, data: object): void => {
    metrics.countPush(event)
    for (const namespace of viewersOfTheShop) local.tellEverybody(namespace, pushFrame(namespace, event, JSON.stringify(data)))
    local.flush()
  }

  const showCourier = (accountId: string, change: LocationChanged): void => {
    metrics.countPush(locationChanged)
    if (!others && !local.hasAccount(accountId)) return
    const frame = pushFrame('/', locationChanged, JSON.stringify(change))
    local.show(accountId, frame)
    others?.show(accountId, frame)
  }

  return { deliver, showCourier, announce }
}
