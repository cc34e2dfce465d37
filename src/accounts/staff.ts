/** The accounts of the staff. Managers change them by requests, and the operator by `npm run staff`; the rules are in sql/functions/staff.sql. */
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { id as idSchema, type StaffMember, type StaffRole, stored } from '../contract/index.ts'
import { decodeCursor } from '../database/cursor.ts'
import type { Database, Queryable, Transaction } from '../database/database.ts'
import { readPage } from '../database/page.ts'
import { AppError } from '../errors.ts'
import { explainViolation } from './account.ts'

type Refused = 'request_id_reused' | 'role_required' | 'staff_not_found' | 'session_not_found' | 'not_yourself' | 'last_manager'
type Once<Data> = { outcome: 'answered'; answer: { data: Data } } | { outcome: Refused }

/** A request of a manager that has its effect once. */
export interface ManagerRequest {
  managerId: string
  requestId: string
  hash: Buffer
}

export interface NewStaff {
  login: string
  role: StaffRole
  name: string
  email?: string | undefined
  /** The first language of the shop unless given. */
  locale?: string | undefined
  passwordHash: string
}

export interface StaffChanges {
  role?: StaffRole | undefined
  name?: string | undefined
  locale?: string | undefined
}

/** Stores a new account and returns its id. Throws `login_taken` and `email_taken`. */
export const createStaff = async (database: Queryable, staff: NewStaff): Promise<string> => {
  const { login, role, name, email = `${login}@staff.invalid`, locale, passwordHash } = staff
  const id = uuidv7()
  await database
    .query(
      `insert into accounts (id, role, login, email, name, locale, password_hash)
       values ($1, $2, $3, $4, $5, coalesce($6, (select locales[1] from store), 'en'), $7)`,
      [id, role, login, email, name, locale ?? null, passwordHash],
    )
    .catch((error: unknown) => {
      throw explainViolation(error)
    })
  return id
}

/** Throws `role_required` if the manager was disabled or is no manager any more. */
export const requireManager = async (transaction: Transaction, accountId: string): Promise<void> => {
  const [row] = await transaction.query<{ refused: Refused | null }>('select lock_staff($1, $1) as refused', [accountId])
  if (row?.refused) throw new AppError(row.refused)
}

/** Throws `staff_not_found`. */
export const getStaff = async (database: Queryable, accountId: string): Promise<StaffMember> => {
  const [row] = await database.query<{ staff: StaffMember }>(
    "select staff_json(a) as staff from accounts a where a.id = $1 and a.role <> 'customer' and a.deleted_at is null",
    [accountId],
  )
  if (!row) throw new AppError('staff_not_found')
  return row.staff
}

/** The name of the last one in lower case, and the id. */
const pageKey = z.tuple([stored(400), idSchema])

const pageSql = `
  select staff_json(a) as item, json_build_array(lower(a.name), a.id) as key from accounts a
  where a.role <> 'customer' and a.deleted_at is null and ($1::text is null or (lower(a.name), a.id) > ($1::text, $2::uuid))
  order by lower(a.name), a.id`

/** A page of the staff, by name. */
export const listStaff = async (database: Queryable, { limit, cursor }: { limit: number; cursor?: string | undefined }) => {
  const bind = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const { items, next } = await readPage<StaffMember>(database, { sql: pageSql, bind, limit })
  return { staff: items, ...next }
}

const answerOf = <Data>(result: Once<Data>): Data => {
  if (result.outcome !== 'answered') throw new AppError(result.outcome)
  return result.answer.data
}

export const changeStaff = async (
  database: Database,
  { managerId, requestId, hash }: ManagerRequest,
  staffId: string,
  { role, name, locale }: StaffChanges,
): Promise<{ staff: StaffMember }> =>
  answerOf(
    await database.call<Once<{ staff: StaffMember }>>('change_staff_once', [
      managerId,
      requestId,
      hash,
      staffId,
      role ?? null,
      name ?? null,
      locale ?? null,
    ]),
  )

/** Disables an account, or enables it again. */
export const disableStaff = async (
  database: Database,
  { managerId, requestId, hash }: ManagerRequest,
  staffId: string,
  disables: boolean,
): Promise<{ staff: StaffMember }> =>
  answerOf(await database.call<Once<{ staff: StaffMember }>>('disable_staff_once', [managerId, requestId, hash, staffId, disables]))

/** Ends one session, or all but the one that asks. */
export const endStaffSessions = async (
  database: Database,
  { managerId, requestId, hash }: ManagerRequest,
  { staffId, only, allBut }: { staffId: string; only: string | undefined; allBut: string },
): Promise<{ ended: number }> =>
  answerOf(
    await database.call<Once<{ ended: number }>>('end_staff_sessions_once', [managerId, requestId, hash, staffId, only ?? null, allBut]),
  )
