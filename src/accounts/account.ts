import type { z } from 'zod'
import type { Account, accountUpdate } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { QueryError } from '../database/failures.ts'
import { AppError } from '../errors.ts'

type Changes = z.output<typeof accountUpdate.input>

const accountJson = `json_strip_nulls(json_build_object(
  'id', a.id, 'login', a.login, 'email', a.email, 'name', a.name, 'role', a.role, 'phone', a.phone, 'address', a.address,
  'location', case when a.lat is not null then json_build_object('lat', a.lat, 'lng', a.lng) end,
  'preferredPaymentMethod', a.preferred_payment_method, 'dietaryRestrictions', a.dietary_restrictions,
  'notificationPreferences', a.notification_preferences, 'timeZone', a.time_zone, 'locale', a.locale, 'createdAt', rfc3339(a.created_at)
))`

/** The account as its owner sees it. */
export const getAccount = async (database: Queryable, accountId: string): Promise<Account> => {
  const [row] = await database.query<{ account: Account }>(`select ${accountJson} as account from accounts a where id = $1`, [accountId])
  if (!row) throw new Error(`there is no account ${accountId}`)
  return row.account
}

/** `login_taken` or `email_taken` for what the unique constraints say, anything else as it is. */
export const takenOr = (error: unknown): unknown =>
  error instanceof QueryError && (error.constraint === 'login_taken' || error.constraint === 'email_taken')
    ? new AppError(error.constraint)
    : error

/** Changes what is named; null clears. Throws `email_taken`. */
export const updateAccount = async (database: Queryable, accountId: string, changes: Changes): Promise<Account> => {
  const { location, notificationPreferences, ...plain } = changes
  const columns: Record<string, unknown> = {
    name: plain.name,
    email: plain.email,
    phone: plain.phone,
    address: plain.address,
    lat: location === null ? null : location?.lat,
    lng: location === null ? null : location?.lng,
    preferred_payment_method: plain.preferredPaymentMethod,
    dietary_restrictions: plain.dietaryRestrictions,
    time_zone: plain.timeZone,
  }
  const named = Object.entries(columns).filter(([, value]) => value !== undefined)
  const sets = [...named.map(([column], n) => `${column} = $${n + 3}`), 'notification_preferences = notification_preferences || $2::jsonb']
  const bind = [accountId, JSON.stringify(notificationPreferences ?? {}), ...named.map(([, value]) => value)]
  await database.query(`update accounts set ${sets.join(', ')} where id = $1`, bind).catch((error: unknown) => {
    throw takenOr(error)
  })
  return getAccount(database, accountId)
}
