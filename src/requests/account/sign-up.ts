import { v7 as uuidv7 } from 'uuid'
import { explainViolation, getAccount } from '../../accounts/account.ts'
import { isCommonPassword } from '../../accounts/common-passwords.ts'
import { openSession } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forAnyone } from '../kinds/handler.ts'

const insertSql = `
  with account as (
    insert into accounts (id, role, login, email, name, phone, time_zone, password_hash, locale)
    values ($1, 'customer', $2, $3, $4, $5, $6, $7, coalesce($8, (select locales[1] from store), 'en')) returning id
  )
  insert into feed_heads (account_id) select id from account`

/** Creates a customer with a feed, and opens their first session. */
export const accountSignUp = forAnyone(contract.accountSignUp, async ({ input, client, database, passwords, config }) => {
  const { login, email, password, name, phone, timeZone, locale } = input
  if (isCommonPassword(password)) throw new AppError('common_password')
  const passwordHash = await passwords.hash(password, client)
  const accountId = uuidv7()
  return database.transact(async (transaction) => {
    await transaction
      .query(insertSql, [accountId, login, email, name, phone ?? null, timeZone ?? 'UTC', passwordHash, locale ?? null])
      .catch((error: unknown) => {
        throw explainViolation(error)
      })
    const session = await openSession(transaction, { accountId, passwordHash, client, ttlDays: config.SESSION_TTL_DAYS })
    return { ...session, account: await getAccount(transaction, accountId) }
  })
})
