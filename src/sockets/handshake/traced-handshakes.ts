/** Handshakes in spans. A client or a proxy that sends `traceparent` sees them, and the requests that follow, in its own trace. */
import type { Failure, Namespace } from '../../contract/index.ts'
import type { Outcome, Tracing } from '../../tracing/tracing.ts'
import type { GatewaySocket } from '../delivery/socket.ts'

type Decide = (socket: GatewaySocket) => Promise<Failure | undefined>

const outcomeOf = (failure: Failure | undefined): Outcome => ({
  attributes: { 'customerbackend.outcome': failure ? (failure.reason ?? failure.code) : 'ok' },
  failed: failure?.code === 'internal' || failure?.code === 'unavailable',
})

/** Its length, and so what a socket keeps of it. */
const form = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

export const tracedHandshakes =
  (tracing: Tracing, namespace: Namespace, decide: Decide): Decide =>
  (socket) => {
    const { traceparent } = socket.handshake.headers
    if (typeof traceparent === 'string' && form.test(traceparent)) socket.data.traceparent = traceparent
    const doing = { name: `connect ${namespace}`, kind: 'server', traceparent: socket.data.traceparent } as const
    return tracing.trace(doing, () => decide(socket), outcomeOf)
  }
