import { createHash, timingSafeEqual } from 'node:crypto'
import type { Registry } from 'prom-client'
import { json } from './response.ts'
import type { HttpRequest, Route } from './route.ts'

interface Options {
  /** The metrics of all workers on the port, in the text format of Prometheus. Absent when one process serves the port. */
  ofAllWorkers?: (() => Promise<string>) | undefined
  /** The client has to send it as a bearer token. */
  token?: string | undefined
}

const error = { code: 'unauthenticated', message: 'Send Authorization: Bearer <METRICS_TOKEN>.', retryable: false }
const unauthenticated = json(401, { error }, { 'www-authenticate': 'Bearer' })

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Takes as long for every token, because digests are compared. */
const hasToken = ({ authorization = '' }: HttpRequest['headers'], token: string) =>
  timingSafeEqual(digest(/^Bearer +(.*)$/i.exec(authorization)?.[1] ?? ''), digest(token))

export const metricsRoute = (registry: Registry, { ofAllWorkers = () => registry.metrics(), token }: Options = {}): Route => ({
  method: 'GET',
  path: '/metrics',
  handle: async ({ headers }) => {
    if (token !== undefined && !hasToken(headers, token)) return unauthenticated
    return { status: 200, headers: { 'content-type': registry.contentType }, body: await ofAllWorkers() }
  },
})
