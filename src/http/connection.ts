/**
 * `GET /connection`: whether a WebSocket from this page and address would be refused, and why. A browser tells a page only that a WebSocket
 * failed.
 */
import { textsIn } from '../errors/languages.ts'
import { AppError } from '../errors.ts'
import { isOriginAllowed } from './allowed-origin.ts'
import { wantedLanguage } from './language.ts'
import { json } from './response.ts'
import type { HttpRequest, Route } from './route.ts'

interface Admission {
  allowedOrigins: readonly string[]
  /** Whether this address may not open another connection. */
  isCrowded: (address: string) => boolean
  isDraining: () => boolean
}

/** Pages of every origin may read it: it says nothing that the WebSocket does not. */
const forEveryOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }

export const connectionRoute = ({ allowedOrigins, isCrowded, isDraining }: Admission): Route => {
  const reasonFor = ({ headers, address }: HttpRequest) => {
    if (!isOriginAllowed(headers.origin, headers.host, allowedOrigins)) return 'origin_not_allowed'
    if (isCrowded(address)) return 'too_many_connections'
    return isDraining() ? 'draining' : undefined
  }
  return {
    method: 'GET',
    path: '/connection',
    handle(request) {
      const reason = reasonFor(request)
      const answer =
        reason === undefined ? { ok: true } : { ok: false, error: new AppError(reason).toFailure(textsIn(wantedLanguage(request.headers))) }
      return json(200, answer, forEveryOrigin)
    },
  }
}
