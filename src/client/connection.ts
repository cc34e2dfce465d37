/** A connection that reconnects, when the gateway says or by itself, until it has ended for good. */
import { io, type Socket } from 'socket.io-client'
import type { Acknowledgement, CustomerPushes, Failure, Namespace } from '../contract/index.ts'
import type { Hub } from './hub.ts'
import type { ConnectionState } from './types.ts'

type Requests = Record<string, (payload: object, acknowledge: (answer: Acknowledgement<never>) => void) => void>

/** The delay when the gateway names none; random, so that clients do not all return at the same time. */
const randomDelay = () => 500 + Math.random() * 2000

/** Browsers have them, Node does not. */
const { addEventListener: listen, removeEventListener: unlisten }: Partial<EventTarget> & { setTimeout: unknown } = globalThis

export const createConnection = (url: string, namespace: Namespace, auth: () => Promise<object>, { notify }: Hub) => {
  let state: ConnectionState = { status: 'connecting' }
  let wasReady = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const sendAuth = (send: (data: object) => void) =>
    void auth().then(send, (error) => end('internal', { message: `The position in the feed was not loaded: ${error}` }))
  const options = { transports: ['websocket'], forceNew: true, auth: sendAuth }
  const socket: Socket<CustomerPushes, Requests> = io(`${url}${namespace}`, options)

  const become = (next: ConnectionState) => {
    if (state.status === 'ended') return
    state = next
    wasReady ||= next.status === 'ready'
    notify('state', next)
  }
  const connecting = (reconnectAfterMs?: number) => become({ status: 'connecting', ...(wasReady && { lost: true }), reconnectAfterMs })
  const end = (code: string, failure: Omit<Failure, 'code' | 'retryable'>) => {
    become({ status: 'ended', failure: { code, retryable: false, ...failure } })
    clearTimeout(timer)
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
    if (state.status === 'ended') return
    const delay = state.status === 'connecting' ? state.reconnectAfterMs : undefined
    connecting(delay)
    if (delay !== undefined || !socket.active) reconnectIn(delay ?? randomDelay())
  })
  socket.on('connect_error', ({ data: refusal }: Error & { data?: Failure }) => {
    if (socket.active || state.status === 'ended') return
    if (refusal && !refusal.retryable) end(refusal.code, refusal)
    else reconnectIn(refusal?.retryAfterMs ?? randomDelay())
  })

  return {
    state: () => state,
    onAny: (listener: (event: string, payload: { seq: number } | { seq?: never }) => void) => void socket.onAny(listener),
    send: (event: string, payload: object) => socket.emitWithAck(event, payload),
    close: () => end('unavailable', { reason: 'closed', message: 'The client was closed.' }),
  }
}
