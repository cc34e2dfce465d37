import type { Customer } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'

type Outcome = { outcome: 'answered'; answer: { data: { customer: Customer } } } | { outcome: 'request_id_reused' | 'customer_not_found' }

interface BlockRequest {
  managerId: string
  requestId: string
  hash: Buffer
  customerId: string
  /** Null ends the block. */
  reason: string | null
}

/** Blocks a customer or ends the block, in one statement and once for a `requestId`. */
export const blockCustomer = async (database: Database, request: BlockRequest): Promise<{ customer: Customer }> => {
  const { managerId, requestId, hash, customerId, reason } = request
  const result = await database.call<Outcome>('block_customer_once', [managerId, requestId, hash, customerId, reason])
  if (result.outcome !== 'answered') throw new AppError(result.outcome)
  return result.answer.data
}
