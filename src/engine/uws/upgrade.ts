/**
 * Accepts WebSockets on uWebSockets.js, and has engine.io open its connections on them when it is their turn. An upgrade that does not
 * happen while its request is read is closed at once where a stray bit looks like `Connection: close` (mended in pull request 1929 of
 * uWebSockets, which no build on the registry has). So it happens then, unless too many come at the same moment; and where it has to
 * wait, nothing else happens beside it that could leave such a bit.
 */
import type { HttpRequest, HttpResponse, RecognizedString, us_socket_context_t, WebSocket, WebSocketBehavior } from 'uWebSockets.js'
import type { ServerOptions } from 'engine.io'
import type { Pace } from '../wire/upgrade-queue.ts'
import type { UwsTransport } from './transport.ts'

/** What was asked, for later: the original is gone when its handler returns. */
class KeptRequest implements HttpRequest {
  readonly #headers = new Map<string, string>()
  readonly #method: string
  readonly #url: string
  readonly #query: string
  /** Nobody waits for the answer any more. */
  isGone = false
  /** It has waited for its turn. */
  isDue = false

  constructor(request: HttpRequest) {
    request.forEach((name, value) => void this.#headers.set(name, value))
    this.#method = request.getCaseSensitiveMethod()
    this.#url = request.getUrl()
    this.#query = request.getQuery() ?? ''
  }

  getHeader(name: RecognizedString): string {
    return this.#headers.get(String(name)) ?? ''
  }

  getParameter(): string {
    return ''
  }

  getUrl(): string {
    return this.#url
  }

  getMethod(): string {
    return this.#method.toLowerCase()
  }

  getCaseSensitiveMethod(): string {
    return this.#method
  }

  getQuery(key?: RecognizedString): string {
    return key === undefined ? this.#query : (new URLSearchParams(this.#query).get(String(key)) ?? '')
  }

  forEach(each: (name: string, value: string) => void): void {
    for (const [name, value] of this.#headers) each(name, value)
  }

  setYield(): this {
    return this
  }
}

/** What hangs on a WebSocket: the transport, once its turn has come. */
export interface Carried {
  transport: UwsTransport | undefined
  opening: Opening | undefined
}

/** What engine.io makes of the WebSockets that it is given. */
export interface Behavior extends Pick<WebSocketBehavior<Carried>, 'maxPayloadLength' | 'idleTimeout' | 'compression'> {
  upgrade(response: Opening, request: KeptRequest, context: us_socket_context_t): void
  open(socket: WebSocket<Carried>): void
  message(socket: WebSocket<Carried>, message: ArrayBuffer, isBinary: boolean): void
  close(socket: WebSocket<Carried>, code: number, message: ArrayBuffer): void
}

/** A WebSocket that waits for its turn, and before that a request that may be refused. Engine.io takes it for the response. */
class Opening {
  readonly #request: KeptRequest
  readonly #onTurn: Behavior['open']
  #response: HttpResponse | undefined
  #socket: WebSocket<Carried> | undefined

  constructor(response: HttpResponse, request: KeptRequest, onTurn: Behavior['open']) {
    this.#response = response
    this.#request = request
    this.#onTurn = onTurn
  }

  /** Unless it was refused. */
  accept(context: us_socket_context_t): void {
    const response = this.#response
    this.#response = undefined
    const header = (name: string) => this.#request.getHeader(`sec-websocket-${name}`)
    response?.upgrade<Carried>({ transport: undefined, opening: this }, header('key'), header('protocol'), header('extensions'), context)
  }

  accepted(socket: WebSocket<Carried>): void {
    this.#socket = socket
  }

  left(): void {
    this.#request.isGone = true
  }

  upgrade({ transport }: { transport: UwsTransport }): void {
    if (!this.#socket) return
    Object.assign(this.#socket.getUserData(), { transport, opening: undefined })
    this.#onTurn(this.#socket)
  }

  getRemoteAddressAsText(): ArrayBuffer {
    return this.#response?.getRemoteAddressAsText() ?? new ArrayBuffer(0)
  }

  onAborted(): void {}

  cork(write: () => void): void {
    write()
  }

  writeStatus(status: string): void {
    this.#response?.writeStatus(status)
  }

  writeHeader(name: string, value: string): void {
    this.#response?.writeHeader(name, value)
  }

  end(body: string): void {
    this.#response?.end(body)
    this.#response = undefined
    this.#socket?.close()
  }

  close(): void {
    this.#response?.close()
    this.#response = undefined
  }
}

export const openInTurn = (behavior: Behavior, pace: Pace): WebSocketBehavior<Carried> => ({
  ...behavior,
  upgrade: (response, request, context) => {
    const kept = new KeptRequest(request)
    const opening = new Opening(response, kept, behavior.open)
    const begin = () => {
      behavior.upgrade(opening, kept, context)
      opening.accept(context)
    }
    if (!pace.isBehind()) return begin()
    response.onAborted(() => opening.left())
    pace.inTurn(() => {
      kept.isDue = true
      // touched once more it would end the process; not corked it would make a call for each word
      if (!kept.isGone) response.cork(begin)
    })
  },
  open: (socket) => socket.getUserData().opening?.accepted(socket),
  message: (socket, message, isBinary) => {
    if (socket.getUserData().transport) behavior.message(socket, message, isBinary)
    // it is engine.io's turn to speak
    else socket.close()
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

/** What is refused is refused at once; what is allowed waits for its turn. */
export const allowInTurn =
  (pace: Pace, allow = allowAll): Allow =>
  (request, decide) =>
    allow(request, (refusal, isAllowed) => {
      // of another version of the protocol: engine.io refuses it next
      if (!isAllowed || !(request instanceof KeptRequest) || request.isDue || request.getQuery('EIO') !== '4')
        return decide(refusal, isAllowed)
      pace.inTurn(() => {
        if (!request.isGone) decide(null, true)
      })
    })
