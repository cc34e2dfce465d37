import type { Failure, Namespace, PushEvent, PushPayload, RequestData, RequestEvent, RequestPayload } from '../contract/index.ts'

export type Session = PushPayload<'/', 'session:ready'>

export type ConnectionState =
  /** It goes on trying, and requests wait. `reconnectAfterMs`: the gateway stops, and said when to come back. */
  | { status: 'connecting'; reconnectAfterMs?: number | undefined }
  /** `session` on `/` and `/staff`. */
  | { status: 'ready'; session?: Session }
  /** For good: the session is over, the gateway refuses this client, or it was closed. */
  | { status: 'ended'; failure: Failure }

export interface FeedPosition {
  epoch: string
  seq: number
}

/** Where the position in the feed is kept. It is saved after each event that was taken in. */
export interface PositionStorage {
  load(): FeedPosition | undefined | Promise<FeedPosition | undefined>
  save(position: FeedPosition): void
}

/** The token is from signing in; without a storage the position is kept in memory. */
interface Needs {
  '/guest': { token?: never; storage?: never }
  '/': { token: string; storage?: PositionStorage }
  '/staff': { token: string; storage?: never }
}

/** `url` is the gateway's, for instance `https://orders.example.com`; its own pages may leave it out. */
export type Options<N extends Namespace> = { url?: string; namespace: N } & Needs[N]

export interface RequestOptions {
  /** Gives up waiting for the answer: what was sent may still have its effect. */
  signal?: AbortSignal
}

/** The client makes the `requestId` where none is given. */
type Given<Payload> = 'requestId' extends keyof Payload ? Omit<Payload, 'requestId'> & { requestId?: string } : Payload
type Fields<P> = keyof P extends never ? Record<string, never> : P
type Args<P> = Record<never, never> extends P ? [payload?: Fields<P>, options?: RequestOptions] : [payload: P, options?: RequestOptions]

/**
 * Besides the pushes, `state` tells every change of the connection; `stale`, that something may have been missed for good and a
 * fresh state has to be loaded: on `/` only where the feed cannot tell what was missed.
 */
export type Heard<N extends Namespace> = { [Event in PushEvent<N>]: PushPayload<N, Event> } & { state: ConnectionState; stale: undefined }

export interface Client<N extends Namespace> {
  state(): ConnectionState
  /** Resolves with the data, after as many attempts as it takes. Rejects with a `RequestError`, or with the reason of `signal`. */
  request<Event extends RequestEvent<N>>(event: Event, ...given: Args<Given<RequestPayload<N, Event>>>): Promise<RequestData<N, Event>>
  /** Hears a push; those of the feed in order, each once. Returns how to stop hearing. */
  on<Event extends keyof Heard<N> & string>(event: Event, listener: (message: Heard<N>[Event]) => void): () => void
  close(): void
}
