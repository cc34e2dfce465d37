/** A request that may be refused, then a WebSocket that waits for its turn. Engine.IO uses it as the response. */
import type { Handle, HttpResponse, WebSocket } from './api.ts'
import { EarlyMessages } from './early-messages.ts'
import type { KeptRequest } from './kept-request.ts'
import { pingFrame, type UwsTransport } from './transport.ts'
import type { WaitingPings } from './waiting-pings.ts'

/** The user data of a WebSocket: the transport, after the connection has opened. */
export interface Carried {
  transport: UwsTransport | undefined
  opening: Opening | undefined
}

/** The next ping of a connection comes up to an interval after it has opened: too late after a longer wait. */
const longWaitMs = 5000

export class Opening {
  readonly #request: KeptRequest
  readonly #onOpen: (socket: WebSocket<Carried>) => void
  readonly #pings: WaitingPings
  readonly #early = new EarlyMessages()
  #hasSpoken = false
  #response: HttpResponse | undefined
  #status = ''
  readonly #headers: [name: string, value: string][] = []
  #socket: WebSocket<Carried> | undefined
  #acceptedAt = 0

  constructor(response: HttpResponse, request: KeptRequest, onOpen: (socket: WebSocket<Carried>) => void, pings: WaitingPings) {
    this.#response = response
    this.#request = request
    this.#onOpen = onOpen
    this.#pings = pings
  }

  /** Upgrades the request, unless it was refused. */
  accept(context: Handle): void {
    const response = this.#response
    this.#response = undefined
    const header = (name: string) => this.#request.getHeader(`sec-websocket-${name}`)
    response?.upgrade<Carried>({ transport: undefined, opening: this }, header('key'), header('protocol'), header('extensions'), context)
  }

  onAccepted(socket: WebSocket<Carried>, openPacket: (sid: string) => string): void {
    this.#socket = socket
    this.#acceptedAt = performance.now()
    this.#pings.add(this)
    socket.send(openPacket(this.#request.sid))
  }

  ping(): void {
    this.#socket?.send(pingFrame)
  }

  /** What the client sends before its turn waits with it. Returns false if that is too much. */
  addEarly(message: ArrayBuffer, isBinary: boolean): boolean {
    if (!this.#early.add(message, isBinary)) return false
    if (!this.#hasSpoken) this.#request.place?.onFirstMessage(Buffer.from(message))
    this.#hasSpoken = true
    return true
  }

  onLeft(): void {
    this.#request.isGone = true
    this.#request.place?.leave()
    this.#pings.remove(this)
    this.#early.takeAll()
  }

  upgrade({ transport }: { transport: UwsTransport }): void {
    if (!this.#socket) return
    if (this.#request.isGone) {
      transport.neverOpened()
      return
    }
    this.#pings.remove(this)
    Object.assign(this.#socket.getUserData(), { transport, opening: undefined })
    this.#onOpen(this.#socket)
    if (performance.now() - this.#acceptedAt > longWaitMs) transport.ping()
    for (const { data, isBinary } of this.#early.takeAll()) transport.receive(data, isBinary)
  }

  getRemoteAddressAsText(): ArrayBuffer {
    return this.#response?.getRemoteAddressAsText() ?? new ArrayBuffer(0)
  }

  onAborted(): void {}

  cork(write: () => void): void {
    write()
  }

  writeStatus(status: string): void {
    this.#status = status
  }

  writeHeader(name: string, value: string): void {
    this.#headers.push([name, value])
  }

  end(body: string): void {
    const response = this.#response
    this.#response = undefined
    response?.cork(() => {
      response.writeStatus(this.#status)
      for (const [name, value] of this.#headers) response.writeHeader(name, value)
      response.end(body)
    })
    this.#socket?.close()
  }

  close(): void {
    this.#response?.close()
    this.#response = undefined
  }
}
