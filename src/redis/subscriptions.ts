/** The channels of this node. It subscribes to all of them again on every new connection. */
import { setTimeout as delay } from 'node:timers/promises'
import { hasShardChannels, subscribe, unsubscribe } from './channels.ts'
import type { RedisClient } from './clients.ts'

type Listener = (message: Buffer, channel: Buffer) => void

interface Dependencies {
  client: RedisClient
  /** All channels are subscribed again; messages published in between are lost. */
  onRenewed: () => void
  onError: (error: unknown) => void
}

const maxConfirmationMs = 1000
const retryAfterMs = 1000

export class Subscriptions {
  readonly #client: RedisClient
  readonly #onRenewed: () => void
  readonly #onError: (error: unknown) => unknown
  readonly #wanted = new Map<string, Listener>()
  /** Changes not sent to Redis yet: those of one turn of the event loop go in one command. */
  readonly #changed = new Set<string>()
  readonly #unconfirmed = new Set<Promise<unknown>>()
  #wait: Promise<void> | undefined
  #sharded = true
  #live = false
  /** A subscription was confirmed late: messages published before are lost. */
  #late = false

  constructor({ client, onRenewed, onError }: Dependencies) {
    this.#client = client
    this.#onRenewed = onRenewed
    // errors of a closed connection do not matter: the next connection subscribes again
    this.#onError = (error) => this.#live && onError(error)
    client.on('ready', this.#renew)
    client.on('subscribersReady', this.#renew)
    client.on('close', () => {
      this.#live = false
      // a closed connection confirms nothing
      this.#unconfirmed.clear()
      this.#wait = undefined
    })
    const deliver = (channel: Buffer, message: Buffer) => {
      try {
        this.#wanted.get(channel.toString())?.(message, channel)
      } catch (error) {
        // a malformed message must not end the process
        onError(error)
      }
    }
    client.on('smessageBuffer', deliver)
    client.on('messageBuffer', deliver)
  }

  /** Redis is connected and has all subscriptions, confirmed or on their way. */
  get live(): boolean {
    return this.#live
  }

  get size(): number {
    return this.#wanted.size
  }

  add(channel: string, listener: Listener): void {
    this.#wanted.set(channel, listener)
    this.#change(channel)
  }

  remove(channel: string): void {
    this.#wanted.delete(channel)
    this.#change(channel)
  }

  /**
   * Resolves when Redis has confirmed all subscriptions so far, or immediately while Redis is away. After a second it resolves without the
   * confirmation; `onRenewed` is called when that arrives.
   */
  confirmed(): Promise<void> {
    this.#flush()
    // all calls of one turn of the event loop share a promise
    if (this.#unconfirmed.size > 0) this.#wait ??= this.#waitForConfirmation()
    return this.#wait ?? Promise.resolve()
  }

  stop(): void {
    this.#live = false
    this.#client.disconnect()
  }

  async #waitForConfirmation(): Promise<void> {
    const late = Symbol('late')
    const all = Promise.all(this.#unconfirmed)
    if ((await Promise.race([all, delay(maxConfirmationMs, late, { ref: false })])) === late) this.#late = true
  }

  #change(channel: string): void {
    if (!this.#live) return
    if (this.#changed.size === 0) setImmediate(() => this.#flush())
    this.#changed.add(channel)
  }

  #flush(): void {
    const channels = [...this.#changed]
    this.#changed.clear()
    if (!this.#live || channels.length === 0) return
    const [added, removed] = [
      channels.filter((channel) => this.#wanted.has(channel)),
      channels.filter((channel) => !this.#wanted.has(channel)),
    ]
    if (removed.length > 0) unsubscribe(this.#client, removed, this.#sharded).catch(this.#onError)
    if (added.length > 0) this.#ask(added, false)
  }

  #ask(channels: readonly string[], again: boolean): void {
    const asked = subscribe(this.#client, channels, this.#sharded, again).then(
      () => {
        this.#unconfirmed.delete(asked)
        if (this.#unconfirmed.size === 0) this.#wait = undefined
        if (!this.#late || this.#unconfirmed.size > 0) return
        this.#late = false
        this.#onRenewed()
      },
      (error: unknown) => {
        this.#unconfirmed.delete(asked)
        this.#onError(error)
        this.#late = true
        setTimeout(() => {
          for (const channel of channels) this.#change(channel)
        }, retryAfterMs).unref()
      },
    )
    this.#unconfirmed.add(asked)
    this.#wait = undefined
  }

  readonly #renew = async (): Promise<void> => {
    this.#sharded = await hasShardChannels(this.#client)
    // the connection closed again, and the next one starts over
    if (this.#client.status !== 'ready') return
    this.#live = true
    this.#late = true
    this.#changed.clear()
    this.#ask([...this.#wanted.keys()], true)
  }
}
