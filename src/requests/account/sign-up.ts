import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { explainViolation, getAccount, isTaken } from '../../accounts/account.ts'
import { isCommonPassword } from '../../accounts/common-passwords.ts'
import { openSession } from '../../accounts/sessions.ts'
import { store } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import type { Queryable, Transaction } from '../../database/database.ts'
import { AppError, type Reason } from '../../errors.ts'
import { type Context, forAnyone } from '../kinds/handler.ts'
import { hashOfSignUp, repeatSignUp, type StoredSignUp } from './repeat-sign-up.ts'

type Input = z.output<typeof contract.accountSignUp.input>
type Answer = z.input<typeof contract.accountSignUp.data>

const insertSql = `
  with account as (
    insert into accounts (id, role, login, email, name, phone, time_zone, password_hash, locale)
    values ($1, 'customer', $2, $3, $4, $5, $6, $7, coalesce($8, (select locales[1] from store), 'en')) returning id
  )
  insert into feed_heads (account_id) select id from account`

/** Refuses what the contract cannot know, every field at once. The reason is that of the first. */
const refuseAtOnce = async (database: Queryable, { login, password }: Input) => {
  const found: { reason: Reason; fault: contract.Fault }[] = [
    ...((await isTaken(database, login)) ? [{ reason: 'login_taken', fault: { field: 'login', rule: 'taken' } } as const] : []),
    ...(isCommonPassword(password) ? [{ reason: 'common_password', fault: { field: 'password', rule: 'common' } } as const] : []),
  ]
  const [first] = found
  if (!first) return
  throw new AppError(first.reason, {
    message: (say) => found.map(({ reason }) => say.reason(reason)).join(' '),
    details: contract.faultDetails(found.map(({ fault }) => fault)),
  })
}

/** The e-mail address gets a link, even if another account has it: the answer does not say that it has an account. */
const createCustomer = async ({ input, client, passwords, config, menu }: Context<Input>) => {
  const { login, email, password, name, timeZone, locale, device, requestId } = input
  const passwordHash = await passwords.hash(password, client)
  const phone = input.phone === undefined ? null : contract.toPhoneIn(await menu.country(), input.phone)
  const accountId = uuidv7()
  return async (transaction: Transaction): Promise<Answer> => {
    await transaction.query(insertSql, [accountId, login, email, name, phone, timeZone ?? 'UTC', passwordHash, locale ?? null])
    await transaction.query('select welcome_customer($1)', [accountId])
    const opening = {
      event: contract.accountSignUp.event,
      accountId,
      passwordHash,
      client,
      device,
      withSecondFactor: false,
      lifetimes: config,
    }
    const { id: sessionId, ...session } = await openSession(transaction, opening)
    const stored: StoredSignUp = { sessionId }
    if (requestId) await store(transaction, { accountId, requestId, hash: hashOfSignUp(input) }, stored)
    return { ...session, account: await getAccount(transaction, accountId) }
  }
}

/** Creates a customer with a feed, and opens their first session. */
export const accountSignUp = forAnyone(contract.accountSignUp, async (context) => {
  const { input, database } = context
  const known = await repeatSignUp(context)
  if (known) return known
  await refuseAtOnce(database, input)
  try {
    return await database.transact(await createCustomer(context))
  } catch (error) {
    const explained = explainViolation(error)
    // the same request, sent again, may have been faster
    const twin = explained instanceof AppError && explained.reason === 'login_taken' ? await repeatSignUp(context) : undefined
    if (!twin) throw explained
    return twin
  }
})
