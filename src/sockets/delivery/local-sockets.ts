/**
 * Sends finished frames to the sockets of this node, past the packets of Socket.IO and Engine.IO where the connection is free, otherwise
 * through the queue of Engine.IO. So a frame never overtakes an acknowledgement or an `emit` to the same socket.
 */
import type { Namespace } from '../../contract/index.ts'
import type { Frame, Lane } from '../../engine/wire/lane.ts'
import type { Language } from '../../errors/languages.ts'
import type { RecentSends } from './recent-sends.ts'
import { isWelcomed, keepEarly, noteSent, startAt, wasSent } from './sent-events.ts'
import type { GatewayServer, GatewaySocket } from './socket.ts'
import type { Trackers } from './trackers.ts'

/** Engine.IO writes the first character, its type of packet, itself. */
const messageOf = (frame: Frame): string => frame.toString().slice(1)

const none: readonly GatewaySocket[] = []

export class LocalSockets {
  readonly #io: GatewayServer
  readonly #lane: Lane
  readonly #trackers: Pick<Trackers, 'has' | 'take'>
  readonly #recent: RecentSends
  /** The customers' sockets: a push looks them up here at once, instead of in a room and by their ids. */
  readonly #byAccount = new Map<string, readonly GatewaySocket[]>()

  constructor(io: GatewayServer, lane: Lane, trackers: Pick<Trackers, 'has' | 'take'>, recent: RecentSends) {
    this.#io = io
    this.#lane = lane
    this.#trackers = trackers
    this.#recent = recent
  }

  /** The customer, or anyone who follows an order of the customer by a link. */
  hasAccount(accountId: string): boolean {
    return this.#byAccount.has(accountId) || this.#trackers.has(accountId)
  }

  /** Tells errors to the customer in another language from now on. */
  speak(accountId: string, language: Language | undefined): void {
    for (const { data } of this.#socketsOf(accountId)) data.language = language
  }

  /** Sends a feed event to the customer's sockets. */
  tell(accountId: string, seq: number, frame: Frame): void {
    for (const socket of this.#socketsOf(accountId)) this.tellSocket(socket, seq, frame)
    this.#trackers.take(accountId, frame)
  }

  /** Sends a feed event, unless the socket was sent it before. One that was not welcomed yet is sent it afterwards. */
  tellSocket(socket: GatewaySocket, seq: number, frame: Frame): void {
    const { sent } = socket.data
    if (!sent || wasSent(sent, seq)) return
    if (isWelcomed(sent)) {
      if (!this.send(socket, frame)) return
      noteSent(sent, seq)
      this.#recent.sent(socket.data.caller, seq)
    }
    // too many: the client reconnects and resumes
    else if (!keepEarly(sent, seq, frame)) socket.conn.close()
  }

  /** The socket has been sent its feed up to `head`, and now what arrived meanwhile. */
  release(socket: GatewaySocket, head: number): void {
    const { sent } = socket.data
    if (sent) for (const [seq, frame] of startAt(sent, head)) this.tellSocket(socket, seq, frame)
    this.flush()
  }

  /** Calls back when the client has read everything that it was sent before. */
  probe({ conn }: GatewaySocket, onRead: () => void): void {
    if (conn.readyState === 'open') this.#lane.probe(conn, onRead)
  }

  /** Sends a frame that a slow client may miss. */
  show(accountId: string, frame: Frame): void {
    for (const { conn } of this.#socketsOf(accountId)) if (conn.readyState === 'open') this.#lane.send(conn, frame, true)
    this.#trackers.take(accountId, frame)
  }

  /** From now on the socket is one of those that `tellEverybody` reaches, and a customer's one of those that `tell` reaches. */
  join(socket: GatewaySocket): void {
    const { conn, nsp, data } = socket
    this.#lane.subscribe(conn, nsp.name)
    const accountId = nsp.name === '/' ? data.caller?.accountId : undefined
    if (accountId === undefined) return
    const others = this.#byAccount.get(accountId)
    // V8 reserves room for 17 entries after the copy of an empty list
    this.#byAccount.set(accountId, others ? [...others, socket] : [socket])
  }

  /** The socket has disconnected. */
  leave(socket: GatewaySocket): void {
    const accountId = socket.data.caller?.accountId ?? ''
    const others = this.#socketsOf(accountId).filter((each) => each !== socket)
    if (others.length > 0) this.#byAccount.set(accountId, others)
    else this.#byAccount.delete(accountId)
  }

  tellEverybody(namespace: Namespace, frame: Frame): void {
    const { sockets } = this.#io.of(namespace)
    const [one] = sockets.values()
    if (!one || this.#lane.publish(one.conn, namespace, frame)) return
    for (const socket of sockets.values()) this.send(socket, frame)
  }

  /** Returns false where the connection is closing. */
  send({ conn, data }: GatewaySocket, frame: Frame): boolean {
    if (conn.readyState !== 'open') return false
    // the answer to a running request goes out with its pushes
    const wait = (data.running ?? 0) > 0
    if (!this.#lane.send(conn, frame, wait)) conn.write(messageOf(frame))
    return true
  }

  /** Call it in the turn of the event loop in which something was sent. */
  flush(): void {
    this.#lane.flush()
  }

  #socketsOf(accountId: string): readonly GatewaySocket[] {
    return this.#byAccount.get(accountId) ?? none
  }
}
