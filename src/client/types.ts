import type {
  Failure,
  Namespace,
  PagedEvent,
  PushEvent,
  PushPayload,
  RequestData,
  RequestEvent,
  RequestPayload,
} from '../contract/index.ts'

export type Session = PushPayload<'/', 'session:ready'>

export type ConnectionState =
  /**
   * Requests wait. `lost`: it has been ready before. `reconnectAfterMs` is set when the gateway is stopping and said when to return.
   * `failure` says why connecting does not succeed, once it is known; if that is not `retryable`, requests are rejected with it, and the
   * client goes on trying.
   */
  | { status: 'connecting'; lost?: true; reconnectAfterMs?: number | undefined; failure?: Failure }
  /** `session` is set on `/` and `/staff`. */
  | { status: 'ready'; session?: Session }
  /** For good: the session has ended, the gateway refuses this client, or the client was closed. */
  | { status: 'ended'; failure: Failure }

export interface FeedPosition {
  epoch: string
  seq: number
}

/**
 * Storage for the position in the feed. The client saves it after each event that it has delivered. If `load` fails, or has not answered
 * after three seconds, the client goes on without: there is a `stale` event.
 */
export interface PositionStorage {
  load(): FeedPosition | undefined | Promise<FeedPosition | undefined>
  save(position: FeedPosition): void
}

/** `token` is the answer of signing in, on `/track` the last part of the link. Without a storage the position is only in memory. */
interface Credentials {
  '/guest': { token?: never; storage?: never }
  '/': { token: string; storage?: PositionStorage }
  '/staff': { token: string; storage?: never }
  '/track': { token: string; storage?: never }
}

/** `url` is the gateway's, for instance `https://orders.example.com`. Pages that the gateway serves need none. */
export type Options<N extends Namespace> = { url?: string; namespace: N } & Credentials[N]

export interface RequestOptions {
  /** Stops waiting for the answer. The request may still take effect. */
  signal?: AbortSignal
  /** How long to wait for the answer. Then the request is rejected with a `RequestError` that says why there is none; it may still take effect. */
  timeoutMs?: number
}

/** The client makes a `requestId` if you give none. */
type Given<Payload> = 'requestId' extends keyof Payload ? Omit<Payload, 'requestId'> & { requestId?: string } : Payload
type Fields<P> = keyof P extends never ? Record<string, never> : P
type Args<P> = Record<never, never> extends P ? [payload?: Fields<P>, options?: RequestOptions] : [payload: P, options?: RequestOptions]

/**
 * Besides the pushes there are `state`, for every change of the connection, and `stale`: pushes may have been missed, so load the state
 * again. On `/` it comes only if the feed cannot replay what was missed.
 */
export type Events<N extends Namespace> = { [Event in PushEvent<N>]: PushPayload<N, Event> } & { state: ConnectionState; stale: undefined }

export interface Client<N extends Namespace> {
  state(): ConnectionState
  /** Resolves with the data of the answer, after as many attempts as needed. Rejects with a `RequestError`, or with the reason of `signal`. */
  request<Event extends RequestEvent<N>>(event: Event, ...given: Args<Given<RequestPayload<N, Event>>>): Promise<RequestData<N, Event>>
  /** The pages of a list: the data of one answer after the other, until the last page. Each is requested when you ask for it. */
  pages<Event extends PagedEvent<N>>(
    event: Event,
    payload?: Omit<RequestPayload<N, Event>, 'cursor'>,
    options?: RequestOptions,
  ): AsyncGenerator<RequestData<N, Event>, void>
  /** Listens to a push. Those of the feed arrive in order, each once. Returns a function that stops listening. */
  on<Event extends keyof Events<N> & string>(event: Event, listener: (message: Events<N>[Event]) => void): () => void
  close(): void
}
