/** One example as code: with socket.io-client, with the typed client, and as the frames on the wire. */
import { inspect } from 'node:util'
import type { Namespace } from '../../contract/index.ts'
import type { Example, Exchange, Push } from '../messages.ts'

export const languages = { javascript: 'JavaScript', typed: 'Typed client', frames: 'Raw frames' } as const
export type Language = keyof typeof languages
export type Samples = Record<Language, string>

/** A value as a JavaScript literal. */
const literal = (value: unknown): string => inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: 80 })

const prefix = (namespace: Namespace) => (namespace === '/' ? '' : `${namespace},`)

const isEmpty = (payload: unknown) => typeof payload === 'object' && payload !== null && Object.keys(payload).length === 0

/** The typed client adds the `requestId`. */
const withoutRequestId = (payload: unknown) => {
  if (typeof payload !== 'object' || payload === null || !('requestId' in payload)) return payload
  const { requestId: _, ...rest } = payload
  return rest
}

const longestFrame = 600
const shorten = (frame: string) => (frame.length > longestFrame ? `${frame.slice(0, longestFrame)}…` : frame)

/** What `fileContent` of the examples stands for travels as a frame of its own. */
const answerFrames = (namespace: Namespace, answer: unknown): string => {
  const text = JSON.stringify([answer])
  const withPlaceholder = text.replace('"content":"(bytes)"', '"content":{"_placeholder":true,"num":0}')
  if (withPlaceholder === text) return `← ${shorten(`43${prefix(namespace)}0${text}`)}`
  return `← 461-${prefix(namespace)}0${withPlaceholder}\n← (a binary frame: the bytes of the file)`
}

export const samplesOf = (namespace: Namespace, { request, examples }: Exchange): Samples => {
  const { payload, answer } = examples.find((example) => example.answer?.ok) ?? { payload: {} }
  const fields = answer?.ok && typeof answer.data === 'object' && answer.data !== null ? Object.keys(answer.data) : []
  const names = fields.length > 0 ? `{ ${fields.join(', ')} }` : 'data'
  const { event } = request
  const typed = withoutRequestId(payload)
  return {
    javascript: `const { ok, data, error } = await socket.emitWithAck('${event}', ${literal(payload)})`,
    typed: `const ${names} = await client.request('${event}'${isEmpty(typed) ? '' : `, ${literal(typed)}`})`,
    frames: `→ 42${prefix(namespace)}0${JSON.stringify([event, payload])}\n${answerFrames(namespace, answer)}`,
  }
}

export const pushSamplesOf = (namespace: Namespace, { event, examples, ofFeed }: Push): Samples => {
  const payload: Example['payload'] = examples[0]?.payload ?? {}
  const fields = typeof payload === 'object' && payload !== null ? Object.keys(payload) : []
  const parameter = fields.length > 0 ? `{ ${fields.join(', ')} }` : ''
  return {
    javascript: `socket.on('${event}', (${parameter}) => {\n  // …\n})`,
    typed: `client.on('${event}', (${parameter}) => {\n  // ${ofFeed ? 'in order, without gaps and duplicates' : '…'}\n})`,
    frames: `← ${shorten(`42${prefix(namespace)}${JSON.stringify([event, payload])}`)}`,
  }
}
