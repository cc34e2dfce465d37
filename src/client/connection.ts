/** A connection that comes back by itself, or when it is told to, until it is over for good. */
import { io, type Socket } from 'socket.io-client'
import type { Acknowledgement, CustomerPushes, Failure, Namespace } from '../contract/index.ts'
import type { Hub } from './hub.ts'
import type { ConnectionState } from './types.ts'

type Requests = Record<string, (payload: object, acknowledge: (answer: Acknowledgement<never>) => void) => void>

/** Where the gateway does not say when: not all at once. */
const somewhatLater = () => 500 + Math.random() * 2000

export const createConnection = (url: string, namespace: Namespace, auth: () => Promise<object>, { tell }: Hub) => {
  let state: ConnectionState = { status: 'connecting' }
  let timer: ReturnType<typeof setTimeout> | undefined
  const sendAuth = (send: (data: object) => void) =>
    void auth().then(send, (error) => end('internal', { message: `The position in the feed was not loaded: ${error}` }))
  const options = { transports: ['websocket'], forceNew: true, auth: sendAuth }
  const socket: Socket<CustomerPushes, Requests> = io(`${url}${namespace}`, options)

  const become = (next: ConnectionState) => {
    if (state.status === 'ended') return
    state = next
    tell('state', next)
  }
  const end = (code: string, failure: Omit<Failure, 'code' | 'retryable'>) => {
    become({ status: 'ended', failure: { code, retryable: false, ...failure } })
    clearTimeout(timer)
    socket.disconnect()
  }
  const reconnectIn = (ms: number) => {
    // or the library comes back when it likes
    socket.disconnect()
    timer = setTimeout(() => socket.connect(), ms)
  }

  socket.on('connect', () => namespace === '/guest' && become({ status: 'ready' }))
  socket.on('session:ready', (session) => become({ status: 'ready', session }))
  socket.on('session:ended', ({ reason }) => end('unauthenticated', { reason, message: 'The session has ended: sign in again.' }))
  socket.on('server:draining', ({ reconnectAfterMs }) => become({ status: 'connecting', reconnectAfterMs }))
  socket.on('disconnect', () => {
    if (state.status === 'ended') return
    const told = state.status === 'connecting' ? state.reconnectAfterMs : undefined
    become({ status: 'connecting', reconnectAfterMs: told })
    if (told !== undefined || !socket.active) reconnectIn(told ?? somewhatLater())
  })
  socket.on('connect_error', ({ data: refusal }: Error & { data?: Failure }) => {
    if (socket.active || state.status === 'ended') return
    if (refusal && !refusal.retryable) end(refusal.code, refusal)
    else reconnectIn(refusal?.retryAfterMs ?? somewhatLater())
  })

  return {
    state: () => state,
    hearAll: (listener: (event: string, payload: { seq: number } | { seq?: never }) => void) => void socket.onAny(listener),
    send: (event: string, payload: object) => socket.emitWithAck(event, payload),
    close: () => end('unavailable', { reason: 'closed', message: 'The client was closed.' }),
  }
}
