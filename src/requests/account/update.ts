import type { z } from 'zod'
import { explainViolation, getAccount } from '../../accounts/account.ts'
import { checkOwnPassword } from '../../accounts/check-password.ts'
import { tellChanged } from '../../accounts/tell-changed.ts'
import * as contract from '../../contract/index.ts'
import type { Transaction } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { forCaller } from '../kinds/handler.ts'

type Changes = z.output<typeof contract.accountUpdate.input>

/** The default address has its own columns; the other addresses share one. */
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

/** The columns to write. `undefined` leaves a column as it is, null clears it. */
const columnsOf = (changes: Changes, country: string | null): Record<string, unknown> => ({
  name: changes.name,
  phone: changes.phone && contract.toPhoneIn(country, changes.phone),
  shows_phone: changes.showsPhone,
  ...addressColumns(changes),
  preferred_payment_method: changes.preferredPaymentMethod,
  dietary_restrictions: changes.dietaryRestrictions,
  time_zone: changes.timeZone,
  locale: changes.locale,
})

const partsOf = ({ password: _, address, location, ...named }: Changes): contract.AccountPart[] => {
  const parts = contract.accountPart.options.filter((part) =>
    Object.entries(named).some(([field, value]) => field === part && value !== undefined),
  )
  return address === undefined && location === undefined ? parts : [...parts, 'addresses']
}

/** Another address without a location is not at the old one's place. `n` is the parameter of the new address. */
const leavesOldPlace = ({ address, addresses, location }: Changes, n: number): string[] =>
  address === undefined || addresses !== undefined || location !== undefined
    ? []
    : ['lat', 'lng'].map((column) => `${column} = case when address = $${n} then ${column} end`)

/** Throws `too_many_requests` for an account that has had links sent to too many addresses. */
const changeEmail = async (transaction: Transaction, accountId: string, email: string): Promise<void> => {
  const [changed] = await transaction.query<{ waitMs: number }>('select change_email($1, $2) as "waitMs"', [accountId, email])
  const waitMs = Math.ceil(changed?.waitMs ?? 0)
  if (waitMs > 0) throw new AppError('too_many_requests', { retryAfterMs: waitMs })
}

/** The password is compared before the transaction: a failed comparison of the password must stay counted. */
export const accountUpdate = forCaller(
  contract.accountUpdate,
  async ({ input, client, database, passwords, menu, caller: { accountId } }) => {
    const { password } = input
    const stored = password === undefined ? null : await checkOwnPassword({ database, passwords }, accountId, { password, client })
    const named = Object.entries(columnsOf(input, await menu.country())).filter(([, value]) => value !== undefined)
    const sets = [
      ...named.map(([column], n) => `${column} = $${n + 4}`),
      'notification_preferences = notification_preferences || $2::jsonb',
      ...leavesOldPlace(input, named.findIndex(([column]) => column === 'address') + 4),
    ]
    const bind = [accountId, JSON.stringify(input.notificationPreferences ?? {}), stored, ...named.map(([, value]) => value)]
    const sql = `update accounts set ${sets.join(', ')} where id = $1 and deleted_at is null and ($3::text is null or password_hash = $3) returning id`
    const update = async (transaction: Transaction) => {
      await tellChanged(transaction, accountId, partsOf(input))
      const updated = await transaction.query(sql, bind)
      // the password was changed, or the account deleted, in the meantime
      if (updated.length === 0) throw new AppError('invalid_credentials')
      if (input.email !== undefined) await changeEmail(transaction, accountId, input.email)
      // the nodes know both
      if (input.dietaryRestrictions !== undefined || input.locale !== undefined) await transaction.call('account_changed', [accountId])
    }
    await database.transact(update).catch((error: unknown) => {
      throw explainViolation(error)
    })
    return { account: await getAccount(database, accountId) }
  },
)
