/** Watches the log of the tests' gateways for refusals that the contract does not declare. */
import { z } from 'zod'
import { errorsOf, type Namespace, namespaces, type Request, requests } from '../../src/contract/index.ts'
import { failures, type Reason } from '../../src/errors.ts'

const isReason = (text: string): text is Reason => Object.hasOwn(failures, text)

const line = z.object({
  msg: z.enum(['request refused', 'request failed']),
  namespace: z.enum(namespaces),
  event: z.string(),
  reason: z.string().refine(isReason),
})

const requestOf = (namespace: Namespace, event: string): Request | undefined =>
  Object.values<Request>(requests[namespace]).find((request) => request.event === event)

/** What the log line says of a refusal that its request does not declare, for people. */
export const undeclaredRefusal = (text: string): string | undefined => {
  // most lines are not refusals
  if (!text.includes('"request refused"') && !text.includes('"request failed"')) return undefined
  const { data: refused } = line.safeParse(JSON.parse(text))
  const request = refused && requestOf(refused.namespace, refused.event)
  if (!refused || !request || failures[refused.reason].general || errorsOf(request).includes(refused.reason)) return undefined
  return `${refused.namespace} ${refused.event} was refused with ${refused.reason}: add it to its errors in src/contract/requests`
}
