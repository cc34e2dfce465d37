/** Publishes to the other nodes without waiting. A message that cannot be sent now is dropped, and the loss is remembered. */
import { Redis } from 'ioredis'
import { hasShardChannels } from './channels.ts'
import type { RedisClient } from './clients.ts'

export interface Publisher {
  publish(channel: string, message: string | Buffer): void
  /** Rejects when Redis did not take the message, which then does not count as lost. */
  send(channel: string, message: string | Buffer): Promise<void>
  /** Whether anybody receives what is published on one of these channels. Yes, where Redis does not say. */
  hasReceivers(channels: readonly string[]): Promise<boolean>
  isConnected(): boolean
  /** Notes that a message may not have arrived. */
  lose(): void
  /** Whether a message was lost since the last call. */
  takeLost(): boolean
}

/** Writes what this turn of the event loop publishes with one system call: the pushes of a batch of orders, for instance. */
const createCork = (client: RedisClient) => {
  let corked = false
  return () => {
    if (corked || !(client instanceof Redis)) return
    corked = true
    const { stream } = client
    stream.cork()
    process.nextTick(() => {
      corked = false
      stream.uncork()
    })
  }
}

/** `onLost` is called for every message that was not sent, or may not have been. */
export const createPublisher = (client: RedisClient, onLost: () => unknown): Publisher => {
  let lost = false
  let sharded: boolean | undefined

  client.on('ready', async () => {
    sharded = await hasShardChannels(client)
  })

  const lose = () => {
    lost = true
    onLost()
  }

  const cork = createCork(client)

  const isConnected = () => client.status === 'ready' && sharded !== undefined

  const send = async (channel: string, message: string | Buffer): Promise<void> => {
    if (!isConnected()) throw new Error('not connected')
    cork()
    await (sharded ? client.spublish(channel, message) : client.publish(channel, message))
  }

  const hasReceivers = async (channels: readonly string[]): Promise<boolean> => {
    // in a Cluster every shard would have to be asked
    if (!isConnected() || !(client instanceof Redis)) return true
    const counts = await client.call('pubsub', sharded ? 'shardnumsub' : 'numsub', ...channels).catch(() => undefined)
    // each channel is followed by its count
    return !Array.isArray(counts) || counts.some((count, n) => n % 2 === 1 && Number(count) > 0)
  }

  return {
    lose,
    send,
    hasReceivers,
    isConnected,
    publish: (channel, message) => void send(channel, message).catch(lose),
    takeLost() {
      const before = lost
      lost = false
      return before
    },
  }
}
