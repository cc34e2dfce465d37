/** One log line for what an operator looks for later: sign-ins, failures, refusals and actions of the staff. With ids, and nothing else of a payload. */
import { z } from 'zod'
import type { Acknowledgement, Failure, Namespace } from '../../contract/index.ts'
import type { Logger } from '../../logger.ts'
import type { GatewaySocket } from '../delivery/socket.ts'

export type RequestLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'isLevelEnabled'>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const anId = z.string().regex(uuid).optional().catch(undefined)
const ids = z.object({ requestId: anId, orderId: anId, paymentId: anId, productId: anId, ingredientId: anId, favoriteId: anId }).catch({})

/** What a log line says of a request: who sent it, and the ids in its payload that are ids. */
export const describeRequest = ({ data: { caller } }: GatewaySocket, event: string, payload: unknown) => ({
  event,
  ...ids.parse(payload),
  accountId: caller?.accountId,
  sessionId: caller?.sessionId,
  role: caller?.role,
})

const opened = z.object({ account: z.object({ id: z.string() }) })

const sessionEvents = /^account:(sign_in|sign_up|sign_out|revoke_session|change_password|delete)$/
const reading = /^courier:locate$|:(get|list|find|report)$/

/** A client can cause thousands of these a second: they are counted, and logged with `LOG_LEVEL=debug`. */
const tooMany = /^(too_many_requests|too_many_connections|busy|draining)$/
const failing = /^(unavailable|deadline_exceeded|aborted)$/

const levelOfFailure = ({ code, reason = '' }: Pick<Failure, 'code' | 'reason'>): 'debug' | 'info' | 'warn' => {
  // an unexpected error has its own line
  if (code === 'internal' || tooMany.test(reason)) return 'debug'
  return failing.test(code) ? 'warn' : 'info'
}

interface Answered {
  namespace: Namespace
  event: string
  reply: Acknowledgement<unknown>
  ms: number
  about: () => ReturnType<typeof describeRequest>
}

export const logRequest = (log: RequestLog, { namespace, event, reply, ms, about }: Answered): void => {
  if (!reply.ok) {
    const { code, reason } = reply.error
    const level = levelOfFailure(reply.error)
    if (!log.isLevelEnabled(level)) return
    log[level]({ ...about(), code, reason, ms }, level === 'warn' ? 'request failed' : 'request refused')
    return
  }
  const isNotable = sessionEvents.test(event) || (namespace === '/staff' && !reading.test(event))
  const level = isNotable ? 'info' : 'debug'
  if (!log.isLevelEnabled(level)) return
  const session = isNotable ? opened.safeParse(reply.data).data : undefined
  log[level]({ ...about(), ...(session && { accountId: session.account.id }), code: 'ok', ms }, 'request')
}

/** A connection that was refused. */
export const logRefusal = (log: RequestLog, namespace: Namespace, { data }: GatewaySocket, { code, reason }: Failure): void => {
  log[levelOfFailure({ code, reason })]({ namespace, accountId: data.caller?.accountId, code, reason }, 'connection refused')
}
