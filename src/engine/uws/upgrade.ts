/**
 * Accepts WebSockets on uWebSockets.js, tells their clients that the Engine.IO connection is open, and queues its opening here. The client is
 * told at once because what it says next decides its place in the queue. And the WebSocket is accepted first because uWebSockets closes an
 * upgrade that happens after its request was read, if a stray bit looks like `Connection: close` (fixed in pull request 1929 of uWebSockets,
 * which neither build on npm contains). So the upgrade happens immediately. Only the old build spreads a crowd over some turns of the event
 * loop, where no other request can leave such a bit.
 */
import type { ServerOptions } from 'engine.io'
import { failures } from '../../errors.ts'
import { badUpgrade, namesConnection } from '../wire/bad-upgrade.ts'
import type { EngineOptions } from '../wire/engine.ts'
import type { UpgradeQueue } from '../wire/upgrade-queue.ts'
import type { Handle, HttpResponse, WebSocket, WebSocketBehavior } from './api.ts'
import { KeptRequest } from './kept-request.ts'
import { type Carried, Opening } from './opening.ts'
import { type Quirks, refuseLongHead } from './quirks.ts'
import { isPong } from './transport.ts'
import type { WaitingPings } from './waiting-pings.ts'

/** The handlers that engine.io registers for its WebSockets. */
export interface Behavior extends Pick<WebSocketBehavior<Carried>, 'maxPayloadLength' | 'idleTimeout' | 'compression'> {
  upgrade(response: Opening, request: KeptRequest, context: Handle): void
  open(socket: WebSocket<Carried>): void
  message(socket: WebSocket<Carried>, message: ArrayBuffer, isBinary: boolean): void
  close(socket: WebSocket<Carried>, code: number, message: ArrayBuffer): void
}

const refuseSecond = (response: HttpResponse): void => {
  response.cork(() => response.writeStatus(badUpgrade.status).end(badUpgrade.body))
}

export interface Waiting {
  /** Those that wait for their connection to open. */
  upgrades: UpgradeQueue
  /** Those that wait to be accepted. */
  greetings: UpgradeQueue
  pings: WaitingPings
}

export const openQueued = (
  behavior: Behavior,
  { upgrades, greetings, pings }: Waiting,
  quirks: Quirks,
  openPacket: (sid: string) => string,
): WebSocketBehavior<Carried> => ({
  ...behavior,
  upgrade: (response, request, context) => {
    const kept = new KeptRequest(request)
    if (quirks.isTooLong(kept.target, kept.fields)) return refuseLongHead(response)
    if (namesConnection(kept.getQuery())) return refuseSecond(response)
    const opening = new Opening(response, kept, behavior.open, pings)
    const begin = () => {
      behavior.upgrade(opening, kept, context)
      opening.accept(context)
    }
    if (!quirks.upgradesLate || !upgrades.isBehind()) return begin()
    const place = greetings.add(() => response.cork(begin))
    // using an aborted response would end the process
    response.onAborted(() => place.leave())
  },
  open: (socket) => socket.getUserData().opening?.onAccepted(socket, openPacket),
  message: (socket, message, isBinary) => {
    const { transport, opening } = socket.getUserData()
    const isAnswer = !isBinary && isPong(message)
    if (!transport) return void (isAnswer || opening?.addEarly(message, isBinary) || socket.close())
    transport.isAlive = true
    if (isAnswer) transport.ponged()
    else behavior.message(socket, message, isBinary)
  },
  drain: (socket) => {
    if (socket.getBufferedAmount() === 0) socket.getUserData().transport?.drained()
  },
  close: (socket, code, message) => {
    const { transport, opening } = socket.getUserData()
    opening?.onLeft()
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
      // again at its turn: meanwhile others of its address may have opened
      request.place = upgrades.add(() => allow(request, decide))
    })
