/** What the rest of the gateway knows of traces. Without an endpoint for them there is no `Tracing`, and no module of OpenTelemetry is loaded. */

/** Of spans. Event names, codes, reasons, counts: no ids of people, no payloads, no SQL. */
export type Attributes = Readonly<Record<string, string | number | string[] | undefined>>

/** A moment in a trace to which others refer. */
export interface Place {
  traceId: string
  spanId: string
  traceFlags: number
}

export interface Doing {
  name: string
  kind: 'server' | 'client' | 'producer' | 'internal'
  attributes?: Attributes
  /** The header `traceparent` of the client, whose trace goes on. */
  traceparent?: string | undefined
  /** The spans for which it is done, in place of the span around it. It is a part of the only one; for several it has a trace of its own, with links. */
  requesters?: readonly (Place | undefined)[]
}

export interface Outcome {
  attributes?: Attributes
  failed?: boolean
}

export interface Tracing {
  /** Does the work in a span, which is part of the span around it. Errors pass through. */
  trace<Result>(doing: Doing, work: () => Promise<Result>, outcomeOf?: (result: Result) => Outcome): Promise<Result>
  traceNow(doing: Doing, work: () => void): void
  /** The span around the caller, until it ends. */
  here(): Place | undefined
  /** What each line of the log says of it. */
  logFields(): object
  /** Sends what is left, and stops. Resolves within two seconds. */
  stop(): Promise<void>
}
