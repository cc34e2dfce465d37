/** Subscribes to channels: plain ones before Redis 7, sharded ones since, and each on its own shard in a Cluster. */
import { Cluster } from 'ioredis'
import type { RedisClient } from './clients.ts'

const channelsPerCommand = 1000

/** Redis before version 7 has no sharded channels; plain channels replace them there. */
export const hasShardChannels = async (client: RedisClient): Promise<boolean> => {
  // if the user may not call COMMAND, the server has ACLs and is new enough
  const answer = await client.call('command', 'info', 'spublish').catch(() => undefined)
  return !Array.isArray(answer) || answer[0] !== null
}

const slices = <Entry>(entries: readonly Entry[]): Entry[][] =>
  Array.from({ length: Math.ceil(entries.length / channelsPerCommand) }, (_, n) =>
    entries.slice(n * channelsPerCommand, (n + 1) * channelsPerCommand),
  )

/** With `again`, the channels may be subscribed on an older connection. */
export const subscribe = async (client: RedisClient, channels: readonly string[], sharded: boolean, again: boolean): Promise<void> => {
  if (!sharded) await Promise.all(slices(channels).map((slice) => client.subscribe(...slice)))
  else if (!(client instanceof Cluster)) await Promise.all(slices(channels).map((slice) => client.ssubscribe(...slice)))
  else {
    // one command for each channel, because each may belong to another shard; without sunsubscribe ioredis would count a channel twice
    const asked = channels.flatMap((channel) => [...(again ? [client.sunsubscribe(channel)] : []), client.ssubscribe(channel)])
    await Promise.all(asked)
  }
}

export const unsubscribe = async (client: RedisClient, channels: readonly string[], sharded: boolean): Promise<void> => {
  if (!sharded) await Promise.all(slices(channels).map((slice) => client.unsubscribe(...slice)))
  else if (!(client instanceof Cluster)) await Promise.all(slices(channels).map((slice) => client.sunsubscribe(...slice)))
  else await Promise.all(channels.map((channel) => client.sunsubscribe(channel)))
}
