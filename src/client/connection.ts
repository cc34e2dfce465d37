/** A connection that reconnects, when the gateway says or by itself, until it has ended for good. */
import { io, type Socket } from 'socket.io-client'
import type { Acknowledgement, CustomerPushes, Failure, Namespace } from '../contract/index.ts'
import type { Hub } from './hub.ts'
import { adviseLater, findReason } from './trouble.ts'
import type { ConnectionState } from './types.ts'

type Requests = Record<string, (payload: object, acknowledge: (answer: Acknowledgement<never>) => void) => void>

/** The delay when the gateway names none; random, so that clients do not all return at the same time. */
const randomDelay = () => 500 + Math.random() * 2000

/** If no WebSocket has opened by then, there is a reason that can be asked for. */
const suspiciousMs = 3000
/** So that clients do not add to the load of a gateway that comes back. */
const diagnoseEveryMs = 30_000

/** Browsers have them, Node does not. */
const { addEventListener: listen, removeEventListener: unlisten }: Partial<EventTarget> & { setTimeout: unknown } = globalThis

export const createConnection = (url: string, namespace: Namespace, auth: () => Promise<object>, { notify }: Hub) => {
  let state: ConnectionState = { status: 'connecting' }
  let wasReady = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let diagnosedAt = Number.NEGATIVE_INFINITY
  /** The WebSocket is open. */
  const sendAuth = (send: (data: object) => void) => {
    clearTimeout(suspicion)
    const { engine } = socket.io
    // a connection that is lost meanwhile asks no more: the next one asks for itself
    void auth().then((data) => {
      if (engine === socket.io.engine) send(data)
    })
  }
  const options = { transports: ['websocket'], forceNew: true, auth: sendAuth }
  const socket: Socket<CustomerPushes, Requests> = io(`${url}${namespace}`, options)

  const become = (next: ConnectionState) => {
    if (state.status === 'ended') return
    state = next
    wasReady ||= next.status === 'ready'
    if (next.status === 'ready') failures = 0
    notify('state', next)
  }
  const connecting = (reconnectAfterMs?: number) => {
    const known = state.status === 'connecting' && state.failure && { failure: state.failure }
    become({ status: 'connecting', ...(wasReady && { lost: true }), reconnectAfterMs, ...known })
  }
  const cannotConnect = (failure: Failure) => {
    if (state.status !== 'connecting' || state.failure?.message === failure.message) return
    become({ ...state, failure })
    adviseLater('customerbackend cannot connect:', failure)
  }
  /** A connection that was lost may come back at once; one that never was may have the wrong address. */
  const suspect = () => {
    if (state.status !== 'connecting' || (wasReady && failures < 2) || performance.now() - diagnosedAt < diagnoseEveryMs) return
    diagnosedAt = performance.now()
    // an address that has been right is not wrong now
    void findReason(url).then((failure) => cannotConnect(wasReady ? { ...failure, retryable: true } : failure))
  }
  const failed = () => {
    failures += 1
    suspect()
  }
  const suspicion = setTimeout(suspect, suspiciousMs)
  const end = (code: string, failure: Omit<Failure, 'code' | 'retryable'>) => {
    become({ status: 'ended', failure: { code, retryable: false, ...failure } })
    clearTimeout(timer)
    clearTimeout(suspicion)
    unlisten?.('online', reconnectNow)
    socket.disconnect()
  }
  const reconnectIn = (ms: number) => {
    // otherwise socket.io-client reconnects on its own schedule
    socket.disconnect()
    clearTimeout(timer)
    timer = setTimeout(() => socket.connect(), ms)
  }
  const reconnectNow = () => void (state.status === 'connecting' && reconnectIn(0))
  listen?.('online', reconnectNow)

  socket.on('connect', () => (namespace === '/guest' || namespace === '/track') && become({ status: 'ready' }))
  socket.on('session:ready', (session) => become({ status: 'ready', session }))
  socket.on('session:ended', ({ reason }) =>
    reason === 'replaced'
      ? end('resource_exhausted', { reason, message: 'A newer connection of the same session has taken the place of this one.' })
      : end('unauthenticated', { reason, message: 'The session has ended: sign in again.' }),
  )
  socket.on('server:draining', ({ reconnectAfterMs }) => connecting(reconnectAfterMs))
  socket.on('disconnect', () => {
    // what was sent when a ping was overdue: socket.io-client keeps it, and gives it no answer where this was the last connection
    socket.sendBuffer = []
    if (state.status === 'ended') return
    const wasConnecting = state.status === 'connecting'
    const delay = state.status === 'connecting' ? state.reconnectAfterMs : undefined
    connecting(delay)
    if (wasConnecting && delay === undefined) failed()
    if (delay !== undefined || !socket.active) reconnectIn(delay ?? randomDelay())
  })
  socket.on('connect_error', ({ message, data: refusal }: Error & { data?: Failure }) => {
    if (state.status === 'ended') return
    // no gateway has answered: socket.io-client tries again
    if (socket.active) return failed()
    if (refusal && !refusal.retryable) return end(refusal.code, refusal)
    cannotConnect(refusal ?? { code: 'not_found', reason: 'wrong_address', message: `${url}${namespace}: ${message}.`, retryable: false })
    reconnectIn(refusal?.retryAfterMs ?? randomDelay())
  })

  return {
    state: () => state,
    onAny: (listener: (event: string, payload: { seq: number } | { seq?: never }) => void) => void socket.onAny(listener),
    send: (event: string, payload: object) => socket.emitWithAck(event, payload),
    close: () => end('unavailable', { reason: 'closed', message: 'The client was closed.' }),
  }
}
