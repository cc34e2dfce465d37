/** Channels that two may want at the same time: the adapter, for the sockets in a room, and those who follow a room without a socket in it. */
import { channelOf, type Room, roomOf } from './messages.ts'
import type { Subscriptions } from './subscriptions.ts'

type Listener = (message: Buffer, channel: Buffer) => void

/** `onMessage` returns whether the message is not one of the adapter's. */
export const shareChannels = (
  subscriptions: Pick<Subscriptions, 'add' | 'remove'>,
  onMessage: (room: Room, message: Buffer) => boolean,
) => {
  const joined = new Map<string, Listener>()
  const followers = new Map<string, number>()

  const listen = (channel: string) => {
    if (joined.has(channel) || followers.has(channel)) return
    const room = roomOf(channel)
    subscriptions.add(channel, (message, name) => void (onMessage(room, message) || joined.get(channel)?.(message, name)))
  }
  const release = (channel: string) => {
    if (!joined.has(channel) && !followers.has(channel)) subscriptions.remove(channel)
  }

  return {
    join: (channel: string, listener: Listener): void => {
      listen(channel)
      joined.set(channel, listener)
    },
    leave: (channel: string): void => {
      if (joined.delete(channel)) release(channel)
    },
    /** Returns how to stop; call it once. */
    follow: (room: Room): (() => void) => {
      const channel = channelOf(room)
      listen(channel)
      followers.set(channel, (followers.get(channel) ?? 0) + 1)
      return () => {
        const others = (followers.get(channel) ?? 1) - 1
        if (others > 0) followers.set(channel, others)
        else if (followers.delete(channel)) release(channel)
      }
    },
  }
}
