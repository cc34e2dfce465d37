/** A collector of traces: a small HTTP server that reads OTLP as JSON. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const value = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.object({ intValue: z.coerce.number() }).transform(({ intValue }) => intValue),
  z.object({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
  z
    .object({ arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }) })
    .transform(({ arrayValue }) => arrayValue.values.map(({ stringValue }) => stringValue)),
])
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((all) => Object.fromEntries(all.map(({ key, value: given }) => [key, given])))
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.int(),
  attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })),
  status: z.object({ code: z.int() }),
  events: z.array(z.unknown()),
})
const request = z.object({
  resourceSpans: z.array(z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
})

export type CollectedSpan = z.infer<typeof span>

export const startCollector = async () => {
  const spans: CollectedSpan[] = []
  const resources: z.infer<typeof attributes>[] = []
  const headers: Record<string, unknown>[] = []
  const bodies: string[] = []
  let held: Promise<void> | undefined
  const server = createServer(async (asked, answer) => {
    const body = await text(asked)
    headers.push({ ...asked.headers, path: asked.url })
    bodies.push(body)
    for (const { resource, scopeSpans } of request.parse(JSON.parse(body)).resourceSpans) {
      resources.push(resource.attributes)
      spans.push(...scopeSpans.flatMap((scope) => scope.spans))
    }
    await held
    answer.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    spans,
    resources,
    headers,
    /** Everything that it was sent. */
    bodies,
    /** Answers nothing until the returned function is called. */
    hold: () => {
      let release = (): void => undefined
      held = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
