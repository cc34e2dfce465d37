/** Publishes to the other nodes without waiting. A message that cannot be sent now is dropped, and the loss is remembered. */
import { hasShardChannels } from './channels.ts'
import type { RedisClient } from './clients.ts'

export interface Publisher {
  publish(channel: string, message: string | Buffer): void
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

  return {
    lose,
    publish(channel, message) {
      if (client.status !== 'ready' || sharded === undefined) return lose()
      const sent = sharded ? client.spublish(channel, message) : client.publish(channel, message)
      sent.catch(lose)
    },
    takeLost() {
      const before = lost
      lost = false
      return before
    },
  }
}
