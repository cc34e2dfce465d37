/** The contract as an AsyncAPI 3 document: namespaces are channels, acknowledgements are replies. */
import type { z } from 'zod'
import { errorsOf, failure } from '../contract/index.ts'
import { failures } from '../errors.ts'
import { version } from '../version.ts'
import type { Step } from './examples.ts'
import { limitOf } from './limit.ts'
import { type Channel, channels, type Exchange, type Push } from './messages.ts'
import { convert, type Schema, type Side, schemaRef } from './schemas.ts'

const about = `Socket.IO 4 over WebSocket. Each channel is a namespace, each message an event with one payload object, and each reply the acknowledgement
of a request. Pushes with \`seq\` are the customer's feed. docs/protocol.md has the rules of the handshake, of the feed and of repeating
requests.`

const failed: Schema = {
  description: 'The answer to a request that was refused.',
  type: 'object',
  properties: { ok: { const: false, description: 'The request was refused.' }, error: schemaRef('failure') },
  required: ['ok', 'error'],
}
const answered = (data: Schema): Schema => ({
  oneOf: [
    {
      type: 'object',
      properties: {
        ok: { const: true, description: 'The request succeeded.' },
        data: data.$ref ? data : { description: 'What the request returns.', ...data },
      },
      required: ['ok', 'data'],
    },
    schemaRef('refusal'),
  ],
})

const errors = () =>
  Object.entries(failures).map(([reason, { code, message, retryable = false, general = false }]) => ({
    reason,
    code,
    message,
    retryable,
    general,
  }))

const createComponents = () => {
  const schemas: Record<string, Schema> = { refusal: failed }
  const messages: Record<string, object> = {}
  const use = (schema: z.ZodType, side: Side): Schema => {
    const { schema: converted, definitions } = convert(schema, side)
    Object.assign(schemas, definitions)
    return converted
  }
  return { schemas, messages, use }
}
type Components = ReturnType<typeof createComponents>

const examplesOf = (payloads: readonly unknown[]) => (payloads.length > 0 ? { examples: payloads.map((payload) => ({ payload })) } : {})

const addExchange = ({ messages, use }: Components, { id, request, examples }: Exchange) => {
  const { event, summary, input, data } = request
  // the payload of a refused example may not fit the schema
  const asked = examples.filter(({ answer }) => answer?.ok).map(({ payload }) => payload)
  messages[id] = { name: event, title: event, summary, payload: use(input, 'input'), ...examplesOf(asked) }
  const replies = examples.flatMap(({ answer }) => answer ?? [])
  messages[`${id}Answer`] = { name: event, title: `Answer to ${event}`, payload: answered(use(data, 'output')), ...examplesOf(replies) }
}

const addPush = ({ messages, use }: Components, { id, event, summary, schema, ofFeed, examples }: Push) => {
  messages[id] = {
    name: event,
    title: event,
    summary,
    description: ofFeed ? 'Part of the feed: stored, numbered, never dropped.' : 'Not part of the feed: only the latest counts.',
    payload: use(schema, 'output'),
    ...examplesOf(examples.map(({ payload }) => payload)),
  }
}

const messageRef = (channel: string, message: string) => ({ $ref: `#/channels/${channel}/messages/${message}` })
const capital = (id: string) => id.charAt(0).toUpperCase() + id.slice(1)

const operationsOf = ({ id: channel, exchanges, pushes }: Channel) => [
  ...exchanges.map(({ id, request }) => [
    `${channel}${capital(id)}`,
    {
      action: 'receive',
      channel: { $ref: `#/channels/${channel}` },
      summary: request.summary,
      ...(request.roles && { 'x-roles': request.roles }),
      'x-limit': limitOf(request),
      'x-errors': errorsOf(request),
      messages: [messageRef(channel, id)],
      reply: { channel: { $ref: `#/channels/${channel}` }, messages: [messageRef(channel, `${id}Answer`)] },
    },
  ]),
  ...pushes.map(({ id }) => [
    `${channel}${capital(id)}`,
    { action: 'send', channel: { $ref: `#/channels/${channel}` }, messages: [messageRef(channel, id)] },
  ]),
]

const channelOf = ({ id: channel, namespace, about: description, auth, exchanges, pushes }: Channel) => {
  const ids = [...exchanges.flatMap(({ id }) => [id, `${id}Answer`]), ...pushes.map(({ id }) => id)]
  return [
    channel,
    {
      address: namespace,
      title: namespace,
      description: `${description} The handshake's auth: ${auth}.`,
      messages: Object.fromEntries(ids.map((id) => [id, { $ref: `#/components/messages/${id}` }])),
    },
  ]
}

const server = {
  host: 'localhost:3000',
  pathname: '/socket.io/',
  protocol: 'ws',
  description: 'The demo (npm run demo). Behind TLS it is wss.',
  bindings: { ws: {} },
}

export const createAsyncApi = (steps: readonly Step[]) => {
  const all = channels(steps)
  const components = createComponents()
  components.use(failure, 'output')
  for (const { exchanges, pushes } of all) {
    for (const exchange of exchanges) addExchange(components, exchange)
    for (const push of pushes) addPush(components, push)
  }
  const { schemas, messages } = components
  return {
    asyncapi: '3.1.0',
    info: { title: 'customerbackend', version, description: about.replaceAll('\n', ' ') },
    defaultContentType: 'application/json',
    servers: { demo: server },
    channels: Object.fromEntries(all.map(channelOf)),
    operations: Object.fromEntries(all.flatMap(operationsOf)),
    components: { schemas, messages },
    'x-errors': errors(),
  }
}
