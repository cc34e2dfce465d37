/** Publishes to the other nodes, and waits for nobody: what cannot go out now is lost, and remembered as lost. */
import type { RedisClient } from './clients.ts'
import { hasShardChannels } from './subscriptions.ts'

export interface Publisher {
  publish(channel: string, message: string | Buffer): void
  /** Something that went out may not have arrived. */
  lose(): void
  /** Whether something was lost since this was asked last. */
  takeLost(): boolean
}

/** `onLost` hears of every message that did not go out, or of which nobody knows. */
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
