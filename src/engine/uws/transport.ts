/** Engine.IO over a WebSocket of uWebSockets.js: what is sent in two turns of the event loop goes out together. */
import type { WebSocket } from 'uWebSockets.js'
import { Transport } from 'engine.io'

/** A request, as far as a transport looks at it. */
export type TransportRequest = ConstructorParameters<typeof Transport>[0]
type Packets = Parameters<Transport['send']>[0]
type Frame = string | Buffer

/** More than this does not wait for its turn. */
const mostCharacters = 64 * 1024

/** Flushes each once, a turn of the event loop after this. */
export type FlushSoon = (transport: UwsTransport) => void

export const createFlushSoon = (): FlushSoon => {
  let waiting: UwsTransport[] = []
  const flush = () => {
    const due = waiting
    waiting = []
    for (const transport of due) transport.flush()
  }
  return (transport) => {
    // answers follow the pushes of their commit by a turn (database/lane.ts), and go out with them
    if (waiting.push(transport) === 1) setImmediate(() => setImmediate(flush))
  }
}

export class UwsTransport extends Transport {
  /** Set by engine.io, as soon as it is open. */
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
    if (this.#characters > mostCharacters) this.flush()
  }

  flush(): void {
    const frames = this.#unsent
    // a closed native socket throws at every touch
    if (!frames || this.readyState === 'closed') return
    this.#unsent = undefined
    this.#characters = 0
    const send = (frame: Frame) => this.socket.send(frame, typeof frame !== 'string')
    if (frames.length > 1) this.socket.cork(() => frames.forEach(send))
    else frames.forEach(send)
    // engine.io keeps back what comes from now on: order and volatile packets depend on it
    if (this.socket.getBufferedAmount() > 0) this.writable = false
  }

  /** The kernel has taken everything. */
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
