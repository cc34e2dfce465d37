/** The declaration of one request: everything that the gateway, the clients and the documents need to know about it. */
import { z } from 'zod'
import type { Acknowledgement } from '../shapes/failure.ts'
import type { StaffRole } from '../shapes/role.ts'

/** The maximum number of requests a minute. Requests that declare the same rate are counted together. */
export interface RequestRate {
  /** The name under which the nodes count. */
  readonly name: string
  readonly perMinute: number
  /** What is counted: every address on its own, on all nodes together. */
  readonly per: 'address'
  /** The reason of the refusal. */
  readonly refusal: 'too_many_sign_ins' | 'too_many_requests'
}

/** How much a client may ask for. */
export interface RequestLimit {
  /**
   * Tokens that the request takes from the buckets of its socket, its account and its address: 1 unless declared, which is right for what
   * the node answers itself and for one small statement, such as `account:get` (0.1 ms of PostgreSQL). More is for what occupies PostgreSQL
   * for a millisecond or longer.
   */
  readonly cost?: number
  /** True: the node answers only a few of these at a time, and the accounts take turns. For what occupies PostgreSQL for long. */
  readonly takesTurns?: true
  /** A rate that applies besides the tokens. Only valid payloads count. */
  readonly rate?: RequestRate
}

/** `Input` is the payload on the wire, `Data` is what a successful acknowledgement carries. */
export interface Request<Event extends string = string, Input extends z.ZodType = z.ZodType, Data extends z.ZodType = z.ZodType> {
  readonly event: Event
  /** One sentence for the reference. */
  readonly summary: string
  readonly input: Input
  readonly data: Data
  /** On `/staff`: the roles that may send it. Absent: all of them. */
  readonly roles?: readonly StaffRole[]
  readonly limit?: RequestLimit
  /** True: also staff who must set up a second factor first may send it. */
  readonly beforeEnrolment?: true
  /** The reasons of refusals that this request has of its own: names of the table of errors. */
  readonly errors?: readonly string[]
  /** On `/staff`: leaves nothing in the audit log, because it changes nothing, or nothing that lasts. Every other request of the staff leaves an entry. */
  readonly unrecorded?: true
  /** Outside `/staff`: it concerns the security of the account, and leaves an entry too. A list: where it has one of these fields. */
  readonly security?: true | readonly string[]
}

export const request = <const Event extends string, Input extends z.ZodType, Data extends z.ZodType>(
  definition: Request<Event, Input, Data>,
): Request<Event, Input, Data> => definition

/** Tokens that a request takes; an event that does not exist costs as much as the cheapest. */
export const costOf = (declared: Request | undefined): number => declared?.limit?.cost ?? 1

/** Every reason of `errors`, and those that follow from the declaration. Any request may also be refused with a general error of the table. */
export const errorsOf = ({ event, input, roles, limit, errors = [] }: Request): string[] => [
  ...errors,
  // a `get` may look an order up by it
  ...(input instanceof z.ZodObject && 'requestId' in input.shape && !event.endsWith(':get') ? ['request_id_reused'] : []),
  ...(roles ? ['role_required'] : []),
  ...(limit?.rate && !errors.includes(limit.rate.refusal) ? [limit.rate.refusal] : []),
]

/** Whether a request that succeeds leaves an entry in the audit log. */
export const isRecorded = (namespace: string, { unrecorded, security }: Request, input: unknown): boolean => {
  if (namespace === '/staff') return !unrecorded
  if (security === undefined || security === true) return security === true
  return typeof input === 'object' && input !== null && security.some((field) => field in input)
}

/** A request without fields; the payload may be left out. */
export const nothing = z.strictObject({})

/** The Socket.IO event map of a list of requests. */
export type RequestMap<Requests extends Record<string, Request>> = {
  [Key in keyof Requests as Requests[Key]['event']]: (
    payload: z.input<Requests[Key]['input']>,
    acknowledge: (answer: Acknowledgement<z.output<Requests[Key]['data']>>) => void,
  ) => void
}
