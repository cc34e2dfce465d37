/**
 * Messages on the adapter's channels that the adapter does not read: they begin with `#` and the id of the node that sent them, where those of
 * the adapter begin with `{` or a byte above 127.
 */
import { randomBytes } from 'node:crypto'

export const channelPrefix = 'customerbackend'

const mark = 0x23

/** A room of a namespace, or everybody in the namespace. */
export interface Room {
  namespace: string
  room?: string
}

/** The channel on which the adapter publishes what is for this room. */
export const channelOf = ({ namespace, room }: Room): string =>
  room === undefined ? `${channelPrefix}#${namespace}#` : `${channelPrefix}#${namespace}#${room}#`

/** The room of a channel. */
export const roomOf = (channel: string): Room => {
  const [, namespace = '', room] = channel.split('#')
  return room ? { namespace, room } : { namespace }
}

export class Messages {
  readonly #start = `#${randomBytes(6).toString('base64url')}`
  readonly #own = Buffer.from(this.#start)

  encode(message: string): string {
    return this.#start + message
  }

  isOurs(bytes: Buffer): boolean {
    return bytes[0] === mark
  }

  /** Undefined for a message of this node. */
  decode(bytes: Buffer): Buffer | undefined {
    const length = this.#own.length
    return this.#own.compare(bytes, 0, length) === 0 ? undefined : bytes.subarray(length)
  }
}
