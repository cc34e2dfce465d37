/** A client over a real socket. It checks every answer and every push against the contract. */
import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { z } from 'zod'
import { type Acknowledgement, type Failure, pushes, type Request, requests } from '../../src/contract/index.ts'
import { unexpectedErrorOf } from './unexpected-errors.ts'
import { patienceMs } from './until.ts'

type Namespace = keyof typeof requests
type Call<R> =
  R extends Request<infer Event, infer Input, infer Data> ? { event: Event; input: z.input<Input>; data: z.output<Data> } : never
type CallOf<N extends Namespace> = Call<(typeof requests)[N][keyof (typeof requests)[N]]>
type Named<N extends Namespace, Event> = Extract<CallOf<N>, { event: Event }>
type PushOf<N extends Namespace, Event extends keyof (typeof pushes)[N]> = (typeof pushes)[N][Event] extends z.ZodType
  ? z.output<(typeof pushes)[N][Event]>
  : never

/** A refused request or handshake, with the error object from the wire, and what the gateway's log says of an `internal` error. */
export class Refused extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super([`${failure.code}/${failure.reason ?? ''}: ${failure.message}`, unexpectedErrorOf(failure.details)].filter(Boolean).join('\n'))
    this.failure = failure
  }
}

export interface Heard {
  event: string
  payload: unknown
}

export interface Client<N extends Namespace> {
  socket: Socket
  /** Every push since connecting, in order. */
  heard: Heard[]
  request<const Event extends CallOf<N>['event']>(event: Event, payload: Named<N, Event>['input']): Promise<Named<N, Event>['data']>
  /** Sends any event with any payload, also what the contract forbids. */
  raw(event: string, ...payload: unknown[]): Promise<Acknowledgement<unknown>>
  /** The first push of this event that fits, among those already heard and those to come. */
  pushed<const Event extends keyof (typeof pushes)[N] & string>(
    event: Event,
    fits?: (payload: PushOf<N, Event>) => boolean,
  ): Promise<PushOf<N, Event>>
  close(): void
}

const pushSchema = (namespace: Namespace, event: string): z.ZodType | undefined =>
  Object.entries<z.ZodType>(pushes[namespace]).find(([name]) => name === event)?.[1]

const requestOf = (namespace: Namespace, event: string) => Object.values(requests[namespace]).find((request) => request.event === event)

/**
 * Connects and waits for the first push (on `/guest`: for the connection). Rejects with `Refused` when the handshake is refused, and comes
 * again when the node is too busy for it.
 */
export const connectClient = async <N extends Namespace>(
  ...where: [url: string, namespace: N, auth?: Record<string, unknown>, extraHeaders?: Record<string, string>]
): Promise<Client<N>> => {
  for (const deadline = performance.now() + patienceMs; ; await sleep(500))
    try {
      return await connectOnce(...where)
    } catch (error) {
      if (!(error instanceof Refused && error.failure.reason === 'busy') || performance.now() > deadline) throw error
    }
}

const connectOnce = async <N extends Namespace>(
  url: string,
  namespace: N,
  auth: Record<string, unknown> = {},
  extraHeaders: Record<string, string> = {},
): Promise<Client<N>> => {
  const socket = io(`${url}${namespace}`, { transports: ['websocket'], forceNew: true, reconnection: false, auth, extraHeaders })
  const heard: Heard[] = []
  const listeners = new Set<(heard: Heard) => void>()
  const misfits: Error[] = []

  socket.onAny((event: string, payload: unknown) => {
    const parsed = pushSchema(namespace, event)?.safeParse(payload)
    if (!parsed?.success) misfits.push(new Error(`push ${event} does not fit the contract: ${parsed?.error.message ?? 'unknown event'}`))
    heard.push({ event, payload })
    for (const listener of listeners) listener({ event, payload })
  })

  const raw = async (event: string, ...payload: unknown[]): Promise<Acknowledgement<unknown>> => {
    const answer = await socket.timeout(patienceMs).emitWithAck(event, ...payload)
    if (misfits[0]) throw misfits[0]
    return answer
  }

  const client: Client<N> = {
    socket,
    heard,
    raw,
    request: async (event, payload) => {
      const answer = await raw(event, payload)
      if (!answer.ok) throw new Refused(answer.error)
      const request = requestOf(namespace, event)
      if (!request) throw new Error(`no request ${event}`)
      return request.data.parse(answer.data) as never
    },
    pushed: (event, fits = () => true) =>
      new Promise((resolve, reject) => {
        const look = ({ event: name, payload }: Heard) => {
          if (name !== event || !fits(payload as never)) return
          listeners.delete(look)
          clearTimeout(timer)
          resolve(payload as never)
        }
        const timer = setTimeout(() => {
          listeners.delete(look)
          reject(misfits[0] ?? new Error(`no ${event} within ${patienceMs} ms; heard ${heard.map(({ event: name }) => name).join(', ')}`))
        }, patienceMs)
        listeners.add(look)
        for (const each of [...heard]) if (listeners.has(look)) look(each)
      }),
    close: () => socket.disconnect(),
  }

  await new Promise<void>((resolve, reject) => {
    const first = () => resolve()
    if (namespace === '/guest') socket.once('connect', first)
    else socket.once(namespace === '/track' ? 'order:tracked' : 'session:ready', first)
    socket.once('connect_error', (error: Error & { data?: Failure }) => {
      socket.disconnect()
      reject(error.data ? new Refused(error.data) : error)
    })
    socket.once('disconnect', (reason) => reject(new Error(`disconnected: ${reason}`)))
  })
  return client
}
