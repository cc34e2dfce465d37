/** The Engine.IO transport over a WebSocket of uWebSockets.js. It writes the packets of two turns of the event loop in one system call. */

import { type Socket, Transport } from 'engine.io'
import { type Frame, pingsOfProbe } from '../wire/lane.ts'
import type { WebSocket } from './api.ts'
import { reactions } from './reactions.ts'

/** The part of a request that a transport uses. */
export type TransportRequest = ConstructorParameters<typeof Transport>[0]
type Packets = Parameters<Transport['send']>[0]

/** What `send` of uWebSockets.js returns where nothing waits for the kernel. */
const taken = 1

export const pingFrame = '2'
const pongCode = '3'.charCodeAt(0)

/** Engine.IO need not see the answer to a ping: `isAlive` and `ponged` say all. */
export const isPong = (message: ArrayBuffer): boolean => message.byteLength === 1 && new Uint8Array(message)[0] === pongCode

/** Flush immediately above this size. */
const maxUnsent = 64 * 1024

/** The data of a binary message. The text of a message may be a Buffer too. */
class Binary {
  readonly data: Buffer

  constructor(data: Buffer) {
    this.data = data
  }

  get length(): number {
    return this.data.length
  }
}

/** The transports of an engine that have something to flush. */
export class Unflushed {
  readonly #isCrowded: () => boolean
  #waiting: UwsTransport[] = []

  /** `isCrowded`: connections wait to be opened, which makes turns of the event loop long. */
  constructor(isCrowded: () => boolean) {
    this.#isCrowded = isCrowded
  }

  /** Flushes the transport after the next turn of the event loop, or after this one in a crowd. */
  add(transport: UwsTransport): void {
    // the answers to a batch follow its pushes one turn later (queues/batcher.ts) and go out with them
    const flush = () => this.flush()
    if (this.#waiting.push(transport) === 1) setImmediate(() => (this.#isCrowded() ? flush() : setImmediate(flush)))
  }

  flush(): void {
    const due = this.#waiting
    this.#waiting = []
    for (const transport of due) transport.flush()
  }
}

export class UwsTransport extends Transport {
  /** Set by engine.io when the WebSocket opens. */
  declare socket: WebSocket<unknown>
  /** The client has sent something since the last ping. */
  isAlive = true
  readonly #unflushed: Unflushed
  #unsent: (Frame | Binary)[] | undefined
  #characters = 0
  #onPong: (() => void) | undefined
  #connection: Socket | undefined

  constructor(request: TransportRequest, unflushed: Unflushed) {
    super(request)
    this.#unflushed = unflushed
  }

  get name(): string {
    return 'websocket'
  }

  /** From now on its events go straight to this connection, and engine.io's listeners are not needed. */
  carry(connection: Socket): void {
    this.#connection = connection
    // an empty table takes memory too; the next `on` makes one
    Reflect.set(this, '_events', undefined)
    Reflect.set(this, '_eventsCount', 0)
  }

  /** The connection has closed. */
  release(): void {
    this.#connection = undefined
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const connection = this.#connection
    const react = connection && reactions.get(event)
    if (!react) return super.emit(event, ...args)
    react(connection, args)
    return true
  }

  send(packets: Packets): void {
    const add = (frame: Frame) => this.pass(typeof frame === 'string' ? frame : new Binary(frame), true)
    // that the connection is open was said when the WebSocket was accepted (upgrade.ts)
    for (const packet of packets) if (packet.type !== 'open') this.parser.encodePacket(packet, this.supportsBinary, add)
    this.emit('drain')
  }

  /** What the client said before the connection opened. */
  receive(message: ArrayBuffer, isBinary: boolean): void {
    if (this.readyState === 'open') this.onData(isBinary ? Buffer.from(message) : Buffer.from(message).toString())
  }

  /**
   * Takes a frame past engine.io, while the transport is writable. Returns true when the caller has to flush: nothing is on its way that the
   * frame can go out with, and it shall not `wait` for anything.
   */
  pass(frame: Frame | Binary, wait: boolean): boolean {
    const isFirst = this.#unsent === undefined
    this.#characters += frame.length
    if (this.#unsent) this.#unsent.push(frame)
    else this.#unsent = [frame]
    if (isFirst && wait) this.#unflushed.add(this)
    if (this.#characters > maxUnsent) this.flush()
    return isFirst && !wait
  }

  subscribe(topic: string): void {
    if (this.readyState !== 'closed') this.socket.subscribe(topic)
  }

  /** Publishes to all subscribers of the topic, after everything that they were sent before. */
  publish(topic: string, frame: Frame): boolean {
    if (this.readyState === 'closed') return false
    this.#unflushed.flush()
    // uWebSockets.js leaves out the socket that publishes
    this.socket.publish(topic, frame, false)
    if (this.socket.isSubscribed(topic)) this.socket.send(frame, false)
    return true
  }

  flush(): void {
    const frames = this.#unsent
    // any call on a closed native socket throws
    if (!frames || this.readyState === 'closed') return
    this.#unsent = undefined
    this.#characters = 0
    let isTaken: boolean
    if (frames.length === 1) isTaken = this.#writeAll(frames)
    else {
      this.socket.cork(() => this.#writeAll(frames))
      isTaken = this.socket.getBufferedAmount() === 0
    }
    // engine.io now holds packets back, which keeps their order and drops volatile ones
    if (!isTaken) this.writable = false
  }

  /** Whether the kernel has taken the last frame. */
  #writeAll(frames: readonly (Frame | Binary)[]): boolean {
    let status = taken
    for (const frame of frames) status = frame instanceof Binary ? this.socket.send(frame.data, true) : this.socket.send(frame, false)
    return status === taken
  }

  /** Past engine.io, and at once: nothing comes after it that it could wait for. A client that does not read gets no ping, and is cut. */
  ping(): void {
    this.isAlive = false
    this.#sendPing()
  }

  #sendPing(): void {
    if (this.readyState === 'open' && this.writable) this.socket.send(pingFrame)
  }

  /** Calls back when the client has read everything that it was sent before. */
  probe(onRead: () => void): void {
    this.flush()
    let unanswered = pingsOfProbe
    this.#onPong = () => {
      unanswered -= 1
      if (unanswered > 0) return
      this.#onPong = undefined
      onRead()
    }
    for (let n = 0; n < pingsOfProbe; n += 1) this.#sendPing()
  }

  ponged(): void {
    this.#onPong?.()
  }

  /** Called when the kernel has taken everything. */
  drained(): void {
    if (this.writable) return
    this.writable = true
    this.emit('ready')
  }

  /** The client has left before its WebSocket opened. */
  neverOpened(): void {
    this.onClose()
  }

  doClose(done?: () => void): void {
    this.flush()
    done?.()
    this.socket.end()
  }
}
