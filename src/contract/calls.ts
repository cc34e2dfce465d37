/** The requests and pushes of the namespaces as plain types, for the client. This file has types only, so that the client needs no zod. */
import type {
  CustomerPushes,
  CustomerRequests,
  GuestPushes,
  GuestRequests,
  Namespace,
  StaffPushes,
  StaffRequests,
  TrackPushes,
  TrackRequests,
} from './namespaces.ts'

interface Maps {
  '/guest': { requests: GuestRequests; pushes: GuestPushes }
  '/': { requests: CustomerRequests; pushes: CustomerPushes }
  '/staff': { requests: StaffRequests; pushes: StaffPushes }
  '/track': { requests: TrackRequests; pushes: TrackPushes }
}
type Requests<N extends Namespace> = Maps[N]['requests']
type Pushes<N extends Namespace> = Maps[N]['pushes']

type PayloadOf<Ask> = Ask extends (payload: infer Payload extends object, acknowledge: never) => void ? Payload : never
type DataOf<Ask> = Ask extends (payload: never, acknowledge: (answer: infer Answer) => void) => void
  ? Extract<Answer, { ok: true }> extends { data: infer Data }
    ? Data
    : never
  : never

/** The requests of a namespace, what they take and what they return. */
export type RequestEvent<N extends Namespace> = keyof Requests<N> & string
export type RequestPayload<N extends Namespace, Event extends RequestEvent<N>> = PayloadOf<Requests<N>[Event]>
export type RequestData<N extends Namespace, Event extends RequestEvent<N>> = DataOf<Requests<N>[Event]>

type IsPaged<Payload> = string extends keyof Payload ? false : 'cursor' extends keyof Payload ? true : false
/** The requests that answer page by page. */
export type PagedEvent<N extends Namespace> = {
  [Event in RequestEvent<N>]: IsPaged<RequestPayload<N, Event>> extends true ? Event : never
}[RequestEvent<N>]

/** The pushes of a namespace and what they carry. */
export type PushEvent<N extends Namespace> = keyof Pushes<N> & string
export type PushPayload<N extends Namespace, Event extends PushEvent<N>> = Pushes<N>[Event] extends (
  payload: infer Payload extends object,
) => void
  ? Payload
  : never

type Everything = GuestRequests & CustomerRequests & StaffRequests
export type AnyRequestEvent = keyof Everything

type HasRequestId<Payload> = string extends keyof Payload ? false : 'requestId' extends keyof Payload ? true : false
/** The requests that carry a `requestId` of their own. `order:get` carries that of another request. */
export type IdentifiedEvent = Exclude<
  { [Event in AnyRequestEvent]: HasRequestId<PayloadOf<Everything[Event]>> extends true ? Event : never }[AnyRequestEvent],
  'order:get'
>
