/** The examples of the reference: what was said when `docs/examples/scenario.ts` was played to a gateway. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { failure, namespaces } from '../contract/index.ts'

const answer = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: failure }),
])

export const step = z.strictObject({
  /** Who: a name of the scenario. */
  as: z.string(),
  namespace: z.enum(namespaces),
  /** `connect`: the handshake, with its `auth` as the payload. `http`: what was done outside the sockets. */
  kind: z.enum(['connect', 'request', 'push', 'http']),
  /** For `http` the path to POST to. */
  event: z.string(),
  payload: z.unknown(),
  /** Of a request, and of a handshake that is refused. */
  answer: answer.optional(),
})
export type Step = z.infer<typeof step>

/** `frames`: an exchange as it was on the wire, each with its sender. */
export const recording = z.strictObject({
  steps: z.array(step),
  frames: z.array(z.strictObject({ from: z.enum(['client', 'gateway']), text: z.string() })),
})
export type Recording = z.infer<typeof recording>

export const examplesFile = new URL('./recording.json', import.meta.url)

export const readExamples = (): Recording => recording.parse(JSON.parse(readFileSync(examplesFile, 'utf8')))
