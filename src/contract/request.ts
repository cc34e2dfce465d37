/** The shape of one request: everything that the gateway, the clients and the documents need to know of it. */
import { z } from 'zod'

export const namespaces = ['/guest', '/', '/staff'] as const
export type Namespace = (typeof namespaces)[number]

export const roles = ['customer', 'kitchen', 'warehouse', 'courier', 'manager'] as const
export type Role = (typeof roles)[number]
export type StaffRole = Exclude<Role, 'customer'>

/** `Input` is the payload as it is on the wire, `Data` what a successful acknowledgement carries. */
export interface Request<Event extends string = string, Input extends z.ZodType = z.ZodType, Data extends z.ZodType = z.ZodType> {
  readonly event: Event
  /** One sentence for the reference. */
  readonly summary: string
  readonly input: Input
  readonly data: Data
  /** On `/staff`: who may ask; everybody there when absent. */
  readonly roles?: readonly StaffRole[]
}

export const request = <const Event extends string, Input extends z.ZodType, Data extends z.ZodType>(
  definition: Request<Event, Input, Data>,
): Request<Event, Input, Data> => definition

/** A request without fields; the payload may be left out. */
export const nothing = z.strictObject({})

/** A failure, as it is in an acknowledgement and in the `data` of a `connect_error`. */
export const failure = z.object({
  code: z.string(),
  reason: z.string().optional(),
  message: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.int().optional(),
  details: z.unknown().optional(),
})
export type Failure = z.infer<typeof failure>

export type Acknowledgement<Data> = { ok: true; data: Data } | { ok: false; error: Failure }

/** The Socket.IO event map of a list of requests. */
export type RequestMap<Requests extends Record<string, Request>> = {
  [Key in keyof Requests as Requests[Key]['event']]: (
    payload: z.input<Requests[Key]['input']>,
    acknowledge: (answer: Acknowledgement<z.output<Requests[Key]['data']>>) => void,
  ) => void
}

/** The Socket.IO event map of a list of pushes. */
export type PushMap<Pushes extends Record<string, z.ZodType>> = {
  [Event in keyof Pushes]: (payload: z.output<Pushes[Event]>) => void
}
