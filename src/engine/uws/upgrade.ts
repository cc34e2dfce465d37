/**
 * Accepts WebSockets on uWebSockets.js, tells their clients that the Engine.IO connection is open, and queues its opening here. The client is
 * told at once because what it says next decides its place in the queue. And the WebSocket is accepted first because uWebSockets closes an
 * upgrade that happens after its request was read, if a stray bit looks like `Connection: close` (fixed in pull request 1929 of uWebSockets,
 * which neither build on npm contains). So the upgrade happens immediately. Only the old build spreads a crowd over some turns of the event
 * loop, where no other request can leave such a bit.
 */
import type { ServerOptions } from 'engine.io'
import { failures } from '../../errors.ts'
import type { EngineOptions } from '../wire/engine.ts'
import { namesConnection, secondSocket } from '../wire/second-socket.ts'
import type { UpgradeQueue } from '../wire/upgrade-queue.ts'
import type { Handle, HttpResponse, WebSocket, WebSocketBehavior } from './api.ts'
import { KeptRequest } from './kept-request.ts'
import { type Quirks, refuseLongHead } from './quirks.ts'
import { isPong, type UwsTransport } from './transport.ts'

/** The user data of a WebSocket: the transport, after the connection has opened. */
export interface Carried {
  transport: UwsTransport | undefined
  opening: Opening | undefined
}

/** The handlers that engine.io registers for its WebSockets. */
export interface Behavior extends Pick<WebSocketBehavior<Carried>, 'maxPayloadLength' | 'idleTimeout' | 'compression'> {
  upgrade(response: Opening, request: KeptRequest, context: Handle): void
  open(socket: WebSocket<Carried>): void
  message(socket: WebSocket<Carried>, message: ArrayBuffer, isBinary: boolean): void
  close(socket: WebSocket<Carried>, code: number, message: ArrayBuffer): void
}

/** What a client may say before its connection opens: CONNECT to each namespace, which has a token. */
const most = { messages: 8, bytes: 16 * 1024 }

interface Message {
  data: ArrayBuffer
  isBinary: boolean
}

/** A request that may be refused, then a WebSocket that waits in the queue. Engine.IO uses it as the response. */
class Opening {
  readonly #request: KeptRequest
  readonly #onOpen: Behavior['open']
  #response: HttpResponse | undefined
  #status = ''
  readonly #headers: [name: string, value: string][] = []
  #socket: WebSocket<Carried> | undefined
  readonly #said: Message[] = []
  #saidBytes = 0

  constructor(response: HttpResponse, request: KeptRequest, onOpen: Behavior['open']) {
    this.#response = response
    this.#request = request
    this.#onOpen = onOpen
  }

  /** Upgrades the request, unless it was refused. */
  accept(context: Handle): void {
    const response = this.#response
    this.#response = undefined
    const header = (name: string) => this.#request.getHeader(`sec-websocket-${name}`)
    response?.upgrade<Carried>({ transport: undefined, opening: this }, header('key'), header('protocol'), header('extensions'), context)
  }

  accepted(socket: WebSocket<Carried>, openPacket: (sid: string) => string): void {
    this.#socket = socket
    socket.send(openPacket(this.#request.sid))
  }

  /** Keeps what the client says until its connection opens. Returns false if it says too much. */
  keep(message: ArrayBuffer, isBinary: boolean): boolean {
    // the native code reuses the buffer
    this.#said.push({ data: message.slice(0), isBinary })
    this.#saidBytes += message.byteLength
    if (this.#said.length === 1) this.#request.place?.heard(Buffer.from(message))
    return this.#said.length <= most.messages && this.#saidBytes <= most.bytes
  }

  left(): void {
    this.#request.isGone = true
  }

  upgrade({ transport }: { transport: UwsTransport }): void {
    if (!this.#socket) return
    if (this.#request.isGone) {
      transport.neverOpened()
      return
    }
    Object.assign(this.#socket.getUserData(), { transport, opening: undefined })
    this.#onOpen(this.#socket)
    for (const { data, isBinary } of this.#said) transport.receive(data, isBinary)
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

const refuseSecond = (response: HttpResponse): void => {
  response.cork(() => response.writeStatus(secondSocket.status).end(secondSocket.body))
}

export const openQueued = (
  behavior: Behavior,
  { upgrades, greetings }: { upgrades: UpgradeQueue; greetings: UpgradeQueue },
  quirks: Quirks,
  openPacket: (sid: string) => string,
): WebSocketBehavior<Carried> => ({
  ...behavior,
  upgrade: (response, request, context) => {
    const kept = new KeptRequest(request)
    if (quirks.isTooLong(kept.target, kept.fields)) return refuseLongHead(response)
    if (namesConnection(kept.getQuery())) return refuseSecond(response)
    const opening = new Opening(response, kept, behavior.open)
    const begin = () => {
      behavior.upgrade(opening, kept, context)
      opening.accept(context)
    }
    if (!quirks.upgradesLate || !upgrades.isBehind()) return begin()
    response.onAborted(() => opening.left())
    greetings.add(() => {
      // using an aborted response would end the process
      if (!kept.isGone) response.cork(begin)
    })
  },
  open: (socket) => socket.getUserData().opening?.accepted(socket, openPacket),
  message: (socket, message, isBinary) => {
    const { transport, opening } = socket.getUserData()
    if (!transport) return void (opening?.keep(message, isBinary) || socket.close())
    transport.isAlive = true
    if (!isBinary && isPong(message)) transport.ponged()
    else behavior.message(socket, message, isBinary)
  },
  drain: (socket) => {
    if (socket.getBufferedAmount() === 0) socket.getUserData().transport?.drained()
  },
  close: (socket, code, message) => {
    const { transport, opening } = socket.getUserData()
    opening?.left()
    if (transport) behavior.close(socket, code, message)
  },
})

type Allow = NonNullable<ServerOptions['allowRequest']>

const allowAll: Allow = (_request, decide) => decide(null, true)

/** Refuses immediately, and queues the allowed upgrades. */
export const queueAllowed =
  (upgrades: UpgradeQueue, allow = allowAll, isFull: EngineOptions['isFull'] = () => false): Allow =>
  (request, decide) =>
    allow(request, (refusal, isAllowed) => {
      // engine.io refuses other versions of the protocol next
      if (!isAllowed || !(request instanceof KeptRequest) || request.getQuery('EIO') !== '4') return decide(refusal, isAllowed)
      if (isFull(upgrades.size())) return decide(failures.busy.message, false)
      request.place = upgrades.add(() => {
        if (!request.isGone) decide(null, true)
      })
    })
