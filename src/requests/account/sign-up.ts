import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { explainViolation, getAccount, isTaken } from '../../accounts/account.ts'
import { isCommonPassword } from '../../accounts/common-passwords.ts'
import { openSession } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { AppError, type Reason } from '../../errors.ts'
import { forAnyone } from '../kinds/handler.ts'

const insertSql = `
  with account as (
    insert into accounts (id, role, login, email, name, phone, time_zone, password_hash, locale)
    values ($1, 'customer', $2, $3, $4, $5, $6, $7, coalesce($8, (select locales[1] from store), 'en')) returning id
  )
  insert into feed_heads (account_id) select id from account`

/** Refuses what the contract cannot know, every field at once. The reason is that of the first. */
const refuseAtOnce = async (database: Queryable, { login, email, password }: z.output<typeof contract.accountSignUp.input>) => {
  const taken = await isTaken(database, { login, email })
  const found: { reason: Reason; fault: contract.Fault }[] = [
    ...(taken.login ? [{ reason: 'login_taken', fault: { field: 'login', rule: 'taken' } } as const] : []),
    ...(taken.email ? [{ reason: 'email_taken', fault: { field: 'email', rule: 'taken' } } as const] : []),
    ...(isCommonPassword(password) ? [{ reason: 'common_password', fault: { field: 'password', rule: 'common' } } as const] : []),
  ]
  const [first] = found
  if (!first) return
  throw new AppError(first.reason, {
    message: (say) => found.map(({ reason }) => say.reason(reason)).join(' '),
    details: contract.faultDetails(found.map(({ fault }) => fault)),
  })
}

/** Creates a customer with a feed, and opens their first session. */
export const accountSignUp = forAnyone(contract.accountSignUp, async ({ input, client, database, passwords, config, menu }) => {
  const { login, email, password, name, timeZone, locale } = input
  await refuseAtOnce(database, input)
  const passwordHash = await passwords.hash(password, client)
  const phone = input.phone === undefined ? null : contract.toPhoneIn(await menu.country(), input.phone)
  const accountId = uuidv7()
  return database.transact(async (transaction) => {
    await transaction
      .query(insertSql, [accountId, login, email, name, phone, timeZone ?? 'UTC', passwordHash, locale ?? null])
      .catch((error: unknown) => {
        throw explainViolation(error)
      })
    const session = await openSession(transaction, {
      event: contract.accountSignUp.event,
      accountId,
      passwordHash,
      client,
      ttlDays: config.SESSION_TTL_DAYS,
    })
    return { ...session, account: await getAccount(transaction, accountId) }
  })
})
