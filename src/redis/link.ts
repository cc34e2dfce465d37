/** Connects this node with the others: Socket.IO's Redis adapter on two connections that this folder manages. */
import { EventEmitter } from 'node:events'
import { createShardedAdapter } from '@socket.io/redis-adapter'
import type { Config } from '../config.ts'
import type { Logger } from '../logger.ts'
import { createClients, type RedisClient } from './clients.ts'
import { channelOf, channelPrefix, Messages, type Room } from './messages.ts'
import type { RedisStatus } from './metrics.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { RoundTrip } from './round-trip.ts'
import { shareChannels } from './shared-channels.ts'
import { createSocketCounts, type SocketCounts } from './socket-counts.ts'
import { Subscriptions } from './subscriptions.ts'

const pingEveryMs = 2000
const maxStartMs = 3000

interface Listeners {
  /** This node receives pushes again; some may have been lost before. */
  onRenewed: () => void
  /** Pushes of this node did not reach the others, and Redis is back to say so. */
  onMissedByOthers: () => void
}

type OnMessage = (room: Room, message: Buffer) => void

export type { Room } from './messages.ts'

export interface RedisLink {
  adapter: ReturnType<typeof createShardedAdapter>
  /** Publishes a message, which the adapter does not read, to the other nodes that have a socket in the room. */
  publish(room: Room, message: string): void
  /** Whether a node has a socket in one of the rooms. Yes, where Redis does not say. */
  hasReceivers(rooms: readonly Room[]): Promise<boolean>
  /** Receives what is published to a room, without a socket in it. Returns how to stop. */
  follow(room: Room): () => void
  /** Called for each such message of another node. */
  onMessage(listener: OnMessage): void
  /** For rate limits that all nodes share. */
  client: RedisClient
  socketCounts: SocketCounts
  /** Rejects when a message of this node does not come back to it through Redis. */
  check(): Promise<unknown>
  /** Resolves when this node is subscribed to all rooms that its sockets have joined, or when Redis is away. */
  subscribed(): Promise<void>
  status(): RedisStatus
  listen(listeners: Listeners): void
  stop(): Promise<void>
}

const ignore = () => undefined

/** Logs the first error of an outage and the recovery. */
const reportOutages = (name: string, client: RedisClient, log: Logger) => {
  let away = false
  client.on('error', (error: unknown) => {
    if (!away) log.warn({ err: error, connection: name }, 'Redis is away: nodes do not receive pushes of each other until it is back')
    away = true
  })
  client.on('ready', () => {
    if (away) log.info({ connection: name }, 'Redis is back')
    away = false
  })
}

/** The adapter on a Redis client of ours, whose calls never wait for Redis. */
const createAdapterOver = (publisher: Publisher, channels: Pick<ReturnType<typeof shareChannels>, 'join' | 'leave'>) => {
  const client = {
    // the adapter delivers to local sockets after this resolves, so it must not wait for Redis
    sPublish: async (channel: string, message: string | Buffer) => publisher.publish(channel, message),
    sSubscribe: channels.join,
    sUnsubscribe: (left: string | string[]) => {
      for (const channel of [left].flat()) channels.leave(channel)
    },
  }
  return createShardedAdapter(client, client, { channelPrefix, subscriptionMode: 'dynamic' })
}

/** Resolves when all of `work` has, or after the time limit. */
const settledInTime = async (work: readonly Promise<unknown>[]) => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, maxStartMs)
  })
  await Promise.race([Promise.all(work), late])
  clearTimeout(timer)
}

/** Resolves when Redis is connected, or after 3 s without a connection; then it connects later. */
export const linkRedis = async (config: Config, log: Logger): Promise<RedisLink> => {
  const { publisher: client, subscriber } = createClients(config, () => publisher.lose())
  reportOutages('publisher', client, log)
  reportOutages('subscriber', subscriber, log)

  const counts = { lost: 0, renewals: 0 }
  const events = new EventEmitter<{ renewed: []; missed_by_others: [] }>()
  events.on('renewed', () => (counts.renewals += 1))
  const publisher = createPublisher(client, () => (counts.lost += 1))
  const subscriptions = new Subscriptions({
    client: subscriber,
    onRenewed: () => events.emit('renewed'),
    onError: (error) => log.warn({ err: error }, 'a subscription failed'),
  })
  const roundTrip = new RoundTrip({
    publisher,
    subscriptions,
    onBroken: (error) =>
      log.warn({ err: error }, 'messages do not come back from Redis: its user needs the right to the channels customerbackend*'),
    onMended: () => log.info('messages come back from Redis'),
  })
  const socketCounts = createSocketCounts(client)
  const messages = new Messages()
  let onMessage: OnMessage = ignore

  // a connection that does not answer a ping is replaced after its socketTimeout
  const pinging = setInterval(() => {
    if (subscriber.status === 'ready') subscriber.ping().catch(ignore)
    void roundTrip.look()
    if (client.status === 'ready') client.ping().then(() => publisher.takeLost() && events.emit('missed_by_others'), ignore)
  }, pingEveryMs)

  // `once` of node:events would reject on an error
  await settledInTime([
    new Promise<void>((resolve) => events.once('renewed', resolve)),
    new Promise((resolve) => client.once('ready', resolve)),
    roundTrip.first(maxStartMs),
  ])

  const channels = shareChannels(subscriptions, (room, bytes) => {
    if (!messages.isOurs(bytes)) return false
    const message = messages.decode(bytes)
    if (message) onMessage(room, message)
    return true
  })

  return {
    adapter: createAdapterOver(publisher, channels),
    follow: channels.follow,
    publish: (room, message) => publisher.publish(channelOf(room), messages.encode(message)),
    hasReceivers: (rooms) => publisher.hasReceivers(rooms.map(channelOf)),
    onMessage: (listener) => {
      onMessage = listener
    },
    client,
    socketCounts,
    check: () => roundTrip.prove(),
    subscribed: () => subscriptions.confirmed(),
    status: () => ({
      ...counts,
      connected: subscriptions.live && publisher.isConnected() && roundTrip.works,
      subscriptions: subscriptions.size,
    }),
    listen: ({ onRenewed, onMissedByOthers }) => {
      events.on('renewed', onRenewed)
      events.on('missed_by_others', onMissedByOthers)
    },
    stop: async () => {
      clearInterval(pinging)
      socketCounts.stop()
      subscriptions.stop()
      // sends the messages published before
      await client.quit().catch(() => client.disconnect())
    },
  }
}
