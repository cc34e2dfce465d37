/** Counters exist with 0 before their first event: Prometheus sees no step from nothing to one. */
import { errorsOf, type Namespace, namespaces } from '../../contract/index.ts'
import { failures, type Reason } from '../../errors.ts'
import type { Metrics } from '../../metrics.ts'
import type { Handler } from '../../requests/kinds/handler.ts'

const always: readonly Reason[] = ['too_many_connections', 'busy', 'draining', 'already_connected', 'database_unavailable', 'internal']
const withSession: readonly Reason[] = [...always, 'unauthenticated', 'session_expired', 'session_revoked', 'wrong_namespace']

/** Why a handshake may be refused. */
const refusals: Readonly<Record<Namespace, readonly Reason[]>> = {
  '/guest': always,
  '/': withSession,
  '/staff': withSession,
  '/track': [...always, 'unauthenticated', 'too_many_requests', 'link_not_valid'],
}

const codes: ReadonlyMap<string, string> = new Map(Object.entries(failures).map(([reason, { code }]) => [reason, code]))
const general = Object.values(failures).flatMap((row) => ('general' in row ? [row.code] : []))

export const countFromZero = ({ requests, handshakes }: Metrics, handlers: Readonly<Record<Namespace, readonly Handler[]>>): void => {
  for (const outcome of ['origin_not_allowed', 'too_many_connections', 'busy']) handshakes.inc({ namespace: 'none', outcome }, 0)
  for (const namespace of namespaces) {
    for (const outcome of ['ok', ...refusals[namespace]]) handshakes.inc({ namespace, outcome }, 0)
    for (const { request } of handlers[namespace]) {
      const possible = new Set(['ok', ...general, ...errorsOf(request).flatMap((reason) => codes.get(reason) ?? [])])
      for (const code of possible) requests.inc({ event: request.event, code }, 0)
    }
  }
}
