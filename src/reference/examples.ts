/** The examples of the reference: the recording of `docs/examples/scenario.ts` run against a gateway. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { failure, namespaces } from '../contract/index.ts'

const answer = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: failure }),
])

export const step = z.strictObject({
  /** The actor: a name of the scenario. */
  as: z.string(),
  namespace: z.enum(namespaces),
  /** `connect`: a handshake, with its `auth` as the payload. `http`: a step outside the sockets. `happening`: time passes, or a payment service reports. */
  kind: z.enum(['connect', 'request', 'push', 'http', 'happening']),
  /** The path to POST to, for `http`; the name in docs/examples/happenings.ts, for `happening`. */
  event: z.string(),
  payload: z.unknown(),
  /** What the example shows, where a request has several. */
  title: z.string().optional(),
  /** The answer to a request, or the refusal of a handshake. */
  answer: answer.optional(),
})
export type Step = z.infer<typeof step>

/** `frames`: one exchange as it was on the wire, with the sender of each frame. */
export const recording = z.strictObject({
  steps: z.array(step),
  frames: z.array(z.strictObject({ from: z.enum(['client', 'gateway']), text: z.string() })),
})
export type Recording = z.infer<typeof recording>

export const examplesFile = new URL('./recording.json', import.meta.url)

export const readExamples = (): Recording => recording.parse(JSON.parse(readFileSync(examplesFile, 'utf8')))
