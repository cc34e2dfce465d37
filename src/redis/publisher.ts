/** Publishes to the other nodes without waiting. A message that cannot be sent now is dropped, and the loss is remembered. */
import { hasShardChannels } from './channels.ts'
import type { RedisClient } from './clients.ts'

export interface Publisher {
  publish(channel: string, message: string | Buffer): void
  /** Rejects when Redis did not take the message, which then does not count as lost. */
  send(channel: string, message: string | Buffer): Promise<void>
  isConnected(): boolean
  /** Notes that a message may not have arrived. */
  lose(): void
  /** Whether a message was lost since the last call. */
  takeLost(): boolean
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

  const isConnected = () => client.status === 'ready' && sharded !== undefined

  const send = async (channel: string, message: string | Buffer): Promise<void> => {
    if (!isConnected()) throw new Error('not connected')
    await (sharded ? client.spublish(channel, message) : client.publish(channel, message))
  }

  return {
    lose,
    send,
    isConnected,
    publish: (channel, message) => void send(channel, message).catch(lose),
    takeLost() {
      const before = lost
      lost = false
      return before
    },
  }
}
