import type { z } from 'zod'
import type { cashHandOver, Money } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { StaffRequest } from './shifts.ts'

type HandedOver = z.input<typeof cashHandOver.data>
type Outcome =
  | { outcome: 'answered'; answer: { data: HandedOver } }
  | { outcome: 'request_id_reused' | 'staff_not_found' }
  | { outcome: 'cash_mismatch'; carried: Money }

interface Handover {
  /** Who has handed it over. */
  accountId: string
  amount: Money
  settle: boolean
  note: string | null
}

/** Records cash that a manager has received. */
export const handOverCash = async (
  database: Database,
  { accountId: managerId, requestId, hash }: StaffRequest,
  { accountId, amount, settle, note }: Handover,
): Promise<HandedOver> => {
  const args = [managerId, requestId, hash, accountId, amount.amount, amount.currency, settle, note]
  const result = await database.call<Outcome>('hand_over_cash_once', args)
  if (result.outcome === 'answered') return result.answer.data
  const { outcome, ...details } = result
  throw new AppError(outcome, { details: Object.keys(details).length > 0 ? details : undefined })
}
