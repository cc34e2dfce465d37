/** The Engine.IO transport over a WebSocket of uWebSockets.js. It writes the packets of two turns of the event loop in one system call. */

import { Transport } from 'engine.io'
import type { WebSocket } from './api.ts'

/** The part of a request that a transport uses. */
export type TransportRequest = ConstructorParameters<typeof Transport>[0]
type Packets = Parameters<Transport['send']>[0]
type Frame = string | Buffer

/** Flush immediately above this size. */
const maxUnsent = 64 * 1024

/** Flushes the transport after the next turn of the event loop. */
export type FlushSoon = (transport: UwsTransport) => void

export const createFlushSoon = (): FlushSoon => {
  let waiting: UwsTransport[] = []
  const flush = () => {
    const due = waiting
    waiting = []
    for (const transport of due) transport.flush()
  }
  return (transport) => {
    // the answers to a batch follow its pushes one turn later (queues/batcher.ts) and go out with them
    if (waiting.push(transport) === 1) setImmediate(() => setImmediate(flush))
  }
}

export class UwsTransport extends Transport {
  /** Set by engine.io when the WebSocket opens. */
  declare socket: WebSocket<unknown>
  readonly #flushSoon: FlushSoon
  #unsent: Frame[] | undefined
  #characters = 0

  constructor(request: TransportRequest, flushSoon: FlushSoon) {
    super(request)
    this.#flushSoon = flushSoon
  }

  get name(): string {
    return 'websocket'
  }

  send(packets: Packets): void {
    for (const packet of packets) this.parser.encodePacket(packet, this.supportsBinary, (frame: Frame) => this.#add(frame))
    this.emit('drain')
  }

  #add(frame: Frame): void {
    this.#characters += frame.length
    if (this.#unsent) this.#unsent.push(frame)
    else {
      this.#unsent = [frame]
      this.#flushSoon(this)
    }
    if (this.#characters > maxUnsent) this.flush()
  }

  flush(): void {
    const frames = this.#unsent
    // any call on a closed native socket throws
    if (!frames || this.readyState === 'closed') return
    this.#unsent = undefined
    this.#characters = 0
    const send = (frame: Frame) => this.socket.send(frame, typeof frame !== 'string')
    if (frames.length > 1) this.socket.cork(() => frames.forEach(send))
    else frames.forEach(send)
    // engine.io now holds packets back, which keeps their order and drops volatile ones
    if (this.socket.getBufferedAmount() > 0) this.writable = false
  }

  /** Called when the kernel has taken everything. */
  drained(): void {
    if (this.writable) return
    this.writable = true
    this.emit('ready')
  }

  doClose(done?: () => void): void {
    this.flush()
    done?.()
    this.socket.end()
  }
}
