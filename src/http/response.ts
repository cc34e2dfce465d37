import { type Language, textsIn } from '../errors/languages.ts'
import { type AppError, type Code, failures } from '../errors.ts'
import { BodyTooLarge, BodyTooSlow } from './body.ts'
import type { HttpResponse } from './route.ts'

export const json = (status: number, value: unknown, headers?: Record<string, string>): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(value),
})

const statusOf: Record<Code, number> = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
  failed_precondition: 409,
  aborted: 409,
  resource_exhausted: 429,
  unavailable: 503,
  deadline_exceeded: 504,
  internal: 500,
}

const statusOfError = (error: AppError): number => {
  if (error instanceof BodyTooLarge) return 413
  return error instanceof BodyTooSlow ? 408 : statusOf[failures[error.reason].code]
}

/** The same error object as on sockets. */
export const refusal = (error: AppError, language: Language): HttpResponse =>
  json(statusOfError(error), { error: error.toFailure(textsIn(language)) })

/** The headers of every response, unless its route sets others. */
const defaults = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Headers that the engine sets. */
const framing = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'upgrade'])

const isToken = (name: string) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)

/** uWebSockets.js does not validate headers, so a line break would start another header. */
const oneLine = (value: string) => value.replace(/[^\t\x20-\x7e\x80-\xff]+/g, ' ')

export const completeHeaders = (headers: Record<string, string> = {}): Record<string, string> => {
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), oneLine(value)] as const)
  return { ...defaults, ...Object.fromEntries(lowered.filter(([name]) => isToken(name) && !framing.has(name))) }
}
