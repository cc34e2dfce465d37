/** Web push: which key browsers subscribe with, which services we send to, and the channel that sends. */
import type { Config } from '../config.ts'
import type { Queryable } from '../database/database.ts'
import type { Channel } from '../messages/channel.ts'
import { createChannel } from './channel.ts'
import { isPushService } from './services.ts'
import { vapidKeys } from './vapid.ts'

export interface Push {
  /** Undefined where push is off. */
  key: string | undefined
  /** Whether an endpoint is of a push service that we send to. */
  isAllowed(endpoint: string): boolean
  channel: Channel
}

export const createPush = (config: Config, database: Queryable): Push => {
  const keys = vapidKeys(config)
  const isAllowed = (endpoint: string) => isPushService(endpoint, config.PUSH_SERVICES)
  return { key: keys?.publicKey, isAllowed, channel: createChannel({ database, keys, isAllowed }) }
}
