/** Requests in spans: part of the trace that the client named at its handshake, or else of one of their own. */
import type { Acknowledgement, Namespace } from '../../contract/index.ts'
import type { Outcome, Tracing } from '../../tracing/tracing.ts'
import type { GatewaySocket } from '../delivery/socket.ts'

type Dispatch = (this: GatewaySocket, asked: string | number, ...args: unknown[]) => Promise<Acknowledgement<unknown>>

/** Errors of the gateway: a refused request is none. */
const failures: ReadonlySet<string> = new Set(['internal', 'unavailable', 'deadline_exceeded', 'aborted'])

const outcomeOf = (reply: Acknowledgement<unknown>): Outcome => {
  if (reply.ok) return { attributes: { 'customerbackend.code': 'ok' } }
  const { code, reason } = reply.error
  return { attributes: { 'customerbackend.code': code, 'customerbackend.reason': reason }, failed: failures.has(code) }
}

export const tracedRequests = (
  tracing: Tracing,
  namespace: Namespace,
  known: Pick<ReadonlyMap<string, unknown>, 'has'>,
  dispatch: Dispatch,
): Dispatch =>
  function (this: GatewaySocket, asked, ...args) {
    const name = known.has(String(asked)) ? String(asked) : 'unknown'
    const { caller, traceparent } = this.data
    const attributes = { 'customerbackend.namespace': namespace, 'customerbackend.role': caller?.role }
    return tracing.trace({ name, kind: 'server', attributes, traceparent }, () => dispatch.call(this, asked, ...args), outcomeOf)
  }
