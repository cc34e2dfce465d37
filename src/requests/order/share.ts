import { newLinkToken } from '../../accounts/tokens.ts'
import { bodyHash } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { changeOwnOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'

type Outcome =
  | { outcome: 'shared'; expiresAt: string }
  | { outcome: 'request_id_reused' | 'order_not_found' }
  | { outcome: 'cannot_share_order'; status: contract.OrderStatus }

export const orderShare = forCaller(contract.orderShare, async ({ input, database, caller: { accountId }, publicUrl }) => {
  const { token, hash } = newLinkToken()
  const { requestId, orderId } = input
  const args = [accountId, requestId, bodyHash(contract.orderShare.event, input), orderId, hash]
  const result = await database.call<Outcome>('share_order', args)
  if (result.outcome === 'shared') return { url: `${publicUrl()}/track/${token}`, expiresAt: result.expiresAt }
  const { outcome, ...details } = result
  throw new AppError(outcome, { details: 'status' in details ? details : undefined })
})

export const orderUnshare = forCaller(contract.orderUnshare, async ({ input, database, caller: { accountId } }) => {
  const request = { event: contract.orderUnshare.event, input, accountId }
  return { order: await changeOwnOrder(database, request, { name: 'unshare_order', args: [accountId] }) }
})
