/** Web push: which key browsers subscribe with, which services we send to, and the channel that sends. */
import type { Config } from '../config.ts'
import type { Queryable } from '../database/database.ts'
import { type Channel, MessageRefused } from '../messages/channel.ts'
import { createChannel } from './channel.ts'
import { isPushService } from './services.ts'
import { type VapidKeys, vapidKeys } from './vapid.ts'

export interface Push {
  /** Undefined where push is off. */
  key: string | undefined
  /** Whether an endpoint is of a push service that we send to. */
  isAllowed(endpoint: string): boolean
  channel: Channel
}

const off: Channel = {
  name: 'push',
  atOnce: 20,
  send: async () => {
    throw new MessageRefused('push is off')
  },
  close: async () => undefined,
}

/** Loads what encrypts pushes only where push is on. */
const channelOf = async (database: Queryable, keys: VapidKeys, isAllowed: Push['isAllowed']): Promise<Channel> => {
  const { default: webPush } = await import('web-push')
  return createChannel({ database, keys, isAllowed, prepare: webPush.generateRequestDetails })
}

export const createPush = async (config: Config, database: Queryable): Promise<Push> => {
  const keys = await vapidKeys(config)
  const isAllowed = (endpoint: string) => isPushService(endpoint, config.PUSH_SERVICES)
  return { key: keys?.publicKey, isAllowed, channel: keys ? await channelOf(database, keys, isAllowed) : off }
}
