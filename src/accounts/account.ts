import type { z } from 'zod'
import type { Account, accountUpdate } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { QueryError } from '../database/failures.ts'
import { AppError } from '../errors.ts'

type Changes = z.output<typeof accountUpdate.input>

/** The account as its owner sees it. */
export const getAccount = async (database: Queryable, accountId: string): Promise<Account> => {
  const [row] = await database.query<{ account: Account }>('select account_json(a) as account from accounts a where id = $1', [accountId])
  if (!row) throw new Error(`there is no account ${accountId}`)
  return row.account
}

/** What a constraint of the accounts says as the client is told it: `login_taken`, `email_taken`, or a time zone that is not known. */
export const refusedOr = (error: unknown): unknown => {
  if (!(error instanceof QueryError)) return error
  switch (error.constraint) {
    case 'login_taken':
    case 'email_taken':
      return new AppError(error.constraint)
    case 'time_zone_known':
      return new AppError('invalid_argument', { message: 'timeZone: not known here.', details: { fields: ['timeZone'] } })
    default:
      return error
  }
}

/** The columns of an address book: the default in those of the account's own address, the rest beside it. */
const addressColumns = ({ addresses, address, location }: Changes): Record<string, unknown> => {
  if (addresses === undefined) {
    return {
      address,
      address_label: address === null ? null : undefined,
      lat: location === null ? null : location?.lat,
      lng: location === null ? null : location?.lng,
    }
  }
  const main = addresses.find((place) => place.default) ?? addresses[0]
  const others = addresses.filter((place) => place !== main).map(({ default: _, ...place }) => place)
  return {
    address: main?.address ?? null,
    address_label: main?.label ?? null,
    lat: main?.location?.lat ?? null,
    lng: main?.location?.lng ?? null,
    other_addresses: JSON.stringify(others),
  }
}

/** Changes what is named; null clears. Throws `email_taken`, and `invalid_argument` for a time zone that the database does not know. */
export const updateAccount = async (database: Queryable, accountId: string, changes: Changes): Promise<Account> => {
  const columns: Record<string, unknown> = {
    name: changes.name,
    email: changes.email,
    phone: changes.phone,
    ...addressColumns(changes),
    preferred_payment_method: changes.preferredPaymentMethod,
    dietary_restrictions: changes.dietaryRestrictions,
    time_zone: changes.timeZone,
    locale: changes.locale,
  }
  const named = Object.entries(columns).filter(([, value]) => value !== undefined)
  const sets = [...named.map(([column], n) => `${column} = $${n + 3}`), 'notification_preferences = notification_preferences || $2::jsonb']
  const bind = [accountId, JSON.stringify(changes.notificationPreferences ?? {}), ...named.map(([, value]) => value)]
  await database.query(`update accounts set ${sets.join(', ')} where id = $1`, bind).catch((error: unknown) => {
    throw refusedOr(error)
  })
  return getAccount(database, accountId)
}
