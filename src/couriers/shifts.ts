import type { z } from 'zod'
import type { courierEndShift, courierStartShift } from '../contract/index.ts'
import type { Database, Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'

/** A request of the staff that has its effect once. */
export interface StaffRequest {
  accountId: string
  requestId: string
  hash: Buffer
}

type Refused = 'request_id_reused' | 'courier_not_found' | 'not_on_shift'
type Outcome<Data> = { outcome: 'answered'; answer: { data: Data } } | { outcome: Refused }

type Started = z.input<typeof courierStartShift.data>
type Ended = z.input<typeof courierEndShift.data>

const answerOf = <Data>(result: Outcome<Data>): Data => {
  if (result.outcome !== 'answered') throw new AppError(result.outcome)
  return result.answer.data
}

export const startShift = async (database: Database, { accountId, requestId, hash }: StaffRequest): Promise<Started> =>
  answerOf(await database.call<Outcome<Started>>('start_shift_once', [accountId, requestId, hash]))

export const endShift = async (database: Database, { accountId, requestId, hash }: StaffRequest, courierId: string): Promise<Ended> =>
  answerOf(await database.call<Outcome<Ended>>('end_shift_once', [accountId, requestId, hash, courierId]))

/** Ends the shift of a courier who is gone or disabled. One at a time: the next run finds the next. */
export const endLostShift = async (database: Database): Promise<void> => {
  await database.call('end_lost_shift', [])
}

/** Notes that these couriers have a connection. */
export const seeCouriers = async (database: Queryable, courierIds: readonly string[]): Promise<void> => {
  await database.query('select see_couriers($1)', [courierIds])
}
