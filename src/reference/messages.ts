/** The messages of the contract, with their recorded examples: requests, answers and pushes. */
import type { z } from 'zod'
import { feedPushes, type Namespace, pushes, type Request, requests } from '../contract/index.ts'
import type { Step } from './examples.ts'

export interface Example {
  title?: string
  payload: unknown
  answer?: Step['answer']
}

export interface Exchange {
  id: string
  request: Request
  examples: readonly Example[]
}

export interface Push {
  id: string
  event: string
  summary: string
  schema: z.ZodType
  ofFeed: boolean
  examples: readonly Example[]
}

export interface Channel {
  namespace: Namespace
  id: string
  about: string
  /** The shape of `auth` in the handshake. */
  auth: string
  exchanges: readonly Exchange[]
  pushes: readonly Push[]
}

const camelCase = (event: string) => event.replace(/[:_]([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** A push may have the name of a request: `notification:read`. */
const isRequest = (namespace: Namespace, event: string) =>
  Object.values<Request>(requests[namespace]).some((request) => request.event === event)

const isEmpty = (schema: z.ZodType) => schema.safeParse({}).success && !schema.safeParse({ field: 1 }).success

/** The recorded examples. A push without fields needs no recording. */
const examplesOf = (steps: readonly Step[], kind: Step['kind'], namespace: Namespace, event: string, schema: z.ZodType): Example[] => {
  const said = steps.filter((step) => step.kind === kind && step.namespace === namespace && step.event === event)
  const examples = said.map(({ payload, title, answer }) => ({ payload, ...(title && { title }), ...(answer && { answer }) }))
  return examples.length === 0 && kind === 'push' && isEmpty(schema) ? [{ payload: {} }] : examples
}

const describe = (namespace: Namespace, id: string, about: string, auth: string, steps: readonly Step[]): Channel => ({
  namespace,
  id,
  about,
  auth,
  exchanges: Object.entries<Request>(requests[namespace]).map(([key, request]) => ({
    id: key,
    request,
    examples: examplesOf(steps, 'request', namespace, request.event, request.input),
  })),
  pushes: Object.entries<z.ZodType>(pushes[namespace]).map(([event, schema]) => ({
    id: `${camelCase(event)}${isRequest(namespace, event) ? 'Push' : ''}`,
    event,
    summary: schema.description ?? '',
    schema,
    ofFeed: event in feedPushes,
    examples: examplesOf(steps, 'push', namespace, event, schema),
  })),
})

export const channels = (steps: readonly Step[]): Channel[] => [
  describe('/guest', 'guest', 'Guests: signing up, signing in, and the menu.', 'nothing', steps),
  describe('/', 'customer', 'Customers.', '{ token, feed?: { epoch, seq } }', steps),
  describe('/staff', 'staff', 'Staff: kitchen, warehouse, couriers and managers.', '{ token }', steps),
  describe(
    '/track',
    'track',
    'Anyone with a tracking link, who needs no account: one order, without names and addresses.',
    '{ token }',
    steps,
  ),
]
