/** From a packet to a handler and back: limit, authorise, parse, run, reply, map errors, measure. The only listener for requests. */
import { bodyHash, once } from '../../answers/answers.ts'
import { type Acknowledgement, costOf, isRecorded, type Namespace, type StaffRole } from '../../contract/index.ts'
import { audited, recordWork } from '../../database/audit.ts'
import type { AuditEntry } from '../../database/audit-entry.ts'
import { AppError } from '../../errors.ts'
import type { Metrics } from '../../metrics.ts'
import { refuseCardData } from '../../payments/card-data.ts'
import type { Limit } from '../../queues/concurrency-limit.ts'
import type { Caller, CallerContext, Handler, HandlerInTransaction } from '../../requests/kinds/handler.ts'
import type { Services } from '../../requests/kinds/services.ts'
import type { Tracing } from '../../tracing/tracing.ts'
import { latestSent } from '../delivery/sent-events.ts'
import type { GatewayNamespace, GatewaySocket } from '../delivery/socket.ts'
import { entryOf, failedOf } from './audit-entry.ts'
import type { ToFailure } from './failures.ts'
import { refusePayload } from './faults.ts'
import type { RequestLimits } from './limits.ts'
import type { RequestRates } from './rates.ts'
import { describeRequest, logRequest, type RequestLog } from './request-log.ts'
import type { SecurityFailures } from './security-failures.ts'
import { tracedRequests } from './traced-requests.ts'

interface Dependencies {
  services: Services
  /** Of all namespaces together. */
  requestLimits: RequestLimits
  requestRates: RequestRates
  /** The queue of all requests that declare `takesTurns`. */
  takeTurn: Limit
  metrics: Metrics
  log: RequestLog
  securityFailures: Pick<SecurityFailures, 'note'>
  toFailure: ToFailure
  tracing: Tracing | undefined
}

/** Requests whose payload has a `requestId` are stored under it. */
const requestIdOf = (input: unknown): string | undefined =>
  typeof input === 'object' && input !== null && 'requestId' in input && typeof input.requestId === 'string' ? input.requestId : undefined

const allowed = (caller: Caller | undefined, roles: readonly StaffRole[] | undefined) =>
  roles === undefined || roles.some((role) => role === caller?.role)

const runInTransaction = async (
  handler: HandlerInTransaction,
  context: CallerContext<unknown>,
  entry: AuditEntry | undefined,
): Promise<unknown> => {
  const { input, caller, database } = context
  const requestId = requestIdOf(input)
  return database.transact((transaction) =>
    recordWork(transaction, entry, (recorded) => {
      const work = () => handler.run({ transaction: recorded, ...context })
      if (requestId === undefined) return work()
      return once(recorded, { accountId: caller.accountId, requestId, hash: bodyHash(handler.request.event, input) }, work)
    }),
  )
}

const run = async (
  handler: Handler,
  payload: unknown,
  socket: GatewaySocket,
  { name, services, requestRates, takeTurn }: Pick<Dependencies, 'services' | 'requestRates' | 'takeTurn'> & { name: Namespace },
): Promise<unknown> => {
  const { request } = handler
  const { caller, client, sent } = socket.data
  if (caller?.mustEnrol && !request.beforeEnrolment) throw new AppError('second_factor_required')
  if (!allowed(caller, request.roles)) throw new AppError('role_required', { details: { roles: request.roles } })
  refuseCardData(payload)
  const parsed = request.input.safeParse(payload)
  if (!parsed.success) throw refusePayload(request.input, payload)
  if (request.limit?.rate) await requestRates(request, client.address)
  const isGone = () => socket.disconnected
  const { data: input } = parsed
  const entry = isRecorded(name, request, input) ? entryOf(request, input, caller) : undefined
  // a named property comes first in these objects: where a spread does, V8 takes much longer (ten microseconds on Node 20)
  const asker = { client: { isGone, ...client }, accountId: caller?.accountId }
  const work = async () => {
    // a transaction adds its entry itself
    const database = entry && handler.for !== 'caller in transaction' ? audited(services.database, entry) : services.database
    if (handler.for === 'anyone') return handler.run({ input, ...asker, ...services, database })
    if (!caller) throw new AppError('unauthenticated')
    const context = { input, caller, sentSeq: sent && latestSent(sent), ...asker, ...services, database }
    return handler.for === 'caller' ? handler.run(context) : runInTransaction(handler, context, entry)
  }
  return request.limit?.takesTurns ? takeTurn(caller?.accountId ?? client.address, work, isGone) : work()
}

/** Serves the handlers on a namespace, with one shared listener for all its sockets. */
export const serve = (
  namespace: GatewayNamespace,
  name: Namespace,
  handlers: readonly Handler[],
  { services, requestLimits, requestRates, takeTurn, metrics, log, securityFailures, toFailure, tracing }: Dependencies,
) => {
  const byEvent = new Map(handlers.map((handler) => [handler.request.event, handler]))

  const answer = async (socket: GatewaySocket, event: string, args: unknown[]): Promise<unknown> => {
    const handler = byEvent.get(event)
    const waitMs = requestLimits(socket.data, performance.now(), costOf(handler?.request))
    if (waitMs > 0) throw new AppError('too_many_requests', { retryAfterMs: waitMs })
    if (socket.data.isLeaving) throw new AppError('draining')
    if (!handler) throw new AppError('unknown_event', { message: `The event ${event.slice(0, 64)} does not exist in this namespace.` })
    if (args.length > 1)
      throw new AppError('invalid_argument', { message: 'Send one payload object and, optionally, an acknowledgement callback.' })
    return run(handler, args[0] ?? {}, socket, { name, services, requestRates, takeTurn })
  }

  // the parser lets a number be the name of an event
  async function dispatch(this: GatewaySocket, asked: string | number, ...args: unknown[]): Promise<Acknowledgement<unknown>> {
    const event = String(asked)
    const last = args.at(-1)
    const acknowledge = typeof last === 'function' ? last : undefined
    const started = performance.now()
    const label = byEvent.has(event) ? event : 'unknown'
    this.data.running = (this.data.running ?? 0) + 1
    this.data.used = true
    const about = () => describeRequest(this, label, args[0])
    let reply: Acknowledgement<unknown>
    try {
      reply = { ok: true, data: await answer(this, event, acknowledge ? args.slice(0, -1) : args) }
    } catch (error) {
      if (error instanceof AppError)
        securityFailures.note(this.data.client.address, error.reason, () => failedOf(this.data.caller, about(), error))
      reply = { ok: false, error: toFailure(error, about, this.data.language) }
    }
    this.data.running -= 1
    acknowledge?.(reply)
    metrics.requests.inc({ event: label, code: reply.ok ? 'ok' : reply.error.code })
    const ms = performance.now() - started
    metrics.requestDuration.observe({ event: label }, ms / 1000)
    logRequest(log, { namespace: name, event: label, about, reply, ms })
    return reply
  }

  const listener = tracing ? tracedRequests(tracing, name, byEvent, dispatch) : dispatch
  namespace.on('connection', (socket) => {
    socket.onAny(listener)
  })
}
