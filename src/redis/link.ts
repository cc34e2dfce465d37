/** What connects this node with the others: Socket.IO's adapter over two connections that are looked after here. */
import { EventEmitter } from 'node:events'
import { createShardedAdapter } from '@socket.io/redis-adapter'
import type { Config } from '../config.ts'
import type { Logger } from '../logger.ts'
import { createClients, type RedisClient } from './clients.ts'
import type { RedisCounts } from './metrics.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { type Attendance, createAttendance } from './socket-counts.ts'
import { Subscriptions } from './subscriptions.ts'

const pingEveryMs = 2000
const startMayTakeMs = 3000

interface Listeners {
  /** Pushes of other nodes may have passed this node by, and come in again. */
  onRenewed: () => void
  /** Pushes of this node did not reach the others, which can be told so now. */
  onMissedByOthers: () => void
}

export interface RedisLink {
  adapter: ReturnType<typeof createShardedAdapter>
  /** For what is counted for all nodes together. */
  client: RedisClient
  attendance: Attendance
  /** Rejects when Redis does not answer. */
  check(): Promise<unknown>
  /** Resolves when everything that the node's sockets have joined is subscribed to, or cannot be now. */
  subscribed(): Promise<void>
  counts(): RedisCounts
  listen(listeners: Listeners): void
  stop(): Promise<void>
}

const ignore = () => undefined

/** Logs the first error of an outage, and its end. */
const reportOutages = (name: string, client: RedisClient, log: Logger) => {
  let away = false
  client.on('error', (error: unknown) => {
    if (!away) log.warn({ err: error, connection: name }, 'Redis is not there: nodes hear nothing of each other until it is')
    away = true
  })
  client.on('ready', () => {
    if (away) log.info({ connection: name }, 'Redis is there')
    away = false
  })
}

/** What the adapter takes for a client: it may ask for anything at any time, and waits for nothing. */
const createAdapterOver = (publisher: Publisher, subscriptions: Subscriptions) => {
  const client = {
    // the adapter delivers locally once this has resolved: so a local push waits for no Redis, and keeps its place
    sPublish: async (channel: string, message: string | Buffer) => publisher.publish(channel, message),
    sSubscribe: (channel: string, listener: (message: Buffer, channel: Buffer) => void) => subscriptions.add(channel, listener),
    sUnsubscribe: (channels: string | string[]) => {
      for (const channel of [channels].flat()) subscriptions.remove(channel)
    },
  }
  return createShardedAdapter(client, client, { channelPrefix: 'customerbackend', subscriptionMode: 'dynamic' })
}

/** Resolves when all of it has, or when it takes too long. */
const waitAWhile = async (work: readonly Promise<unknown>[]) => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, startMayTakeMs)
  })
  await Promise.race([Promise.all(work), late])
  clearTimeout(timer)
}

/** Resolves when Redis is connected, or is not there soon enough: then it is connected when it comes. */
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
  const attendance = createAttendance(client)

  // whoever does not answer is replaced by its socketTimeout
  const pinging = setInterval(() => {
    if (subscriber.status === 'ready') subscriber.ping().catch(ignore)
    if (client.status === 'ready') client.ping().then(() => publisher.takeLost() && events.emit('missed_by_others'), ignore)
  }, pingEveryMs)

  // not `once` of node:events, to which an error is an end
  await waitAWhile([
    new Promise<void>((resolve) => events.once('renewed', resolve)),
    new Promise((resolve) => client.once('ready', resolve)),
  ])

  return {
    adapter: createAdapterOver(publisher, subscriptions),
    client,
    attendance,
    check: async () => {
      if (!subscriptions.live) throw new Error('not subscribed')
      await client.ping()
    },
    subscribed: () => subscriptions.confirmed(),
    counts: () => ({ ...counts, connected: subscriptions.live && client.status === 'ready', subscriptions: subscriptions.size }),
    listen: ({ onRenewed, onMissedByOthers }) => {
      events.on('renewed', onRenewed)
      events.on('missed_by_others', onMissedByOthers)
    },
    stop: async () => {
      clearInterval(pinging)
      attendance.stop()
      subscriptions.stop()
      // what was published still goes out
      await client.quit().catch(() => client.disconnect())
    },
  }
}
