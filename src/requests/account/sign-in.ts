import { getAccount } from '../../accounts/account.ts'
import { checkPassword, codesOf, failureSubject } from '../../accounts/check-password.ts'
import { type ClientInfo, networkOf } from '../../accounts/client.ts'
import { checkSecondFactor } from '../../accounts/second-factors.ts'
import { openSession } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { forAnyone } from '../kinds/handler.ts'

interface Found {
  id: string
  /** Null: the account cannot sign in. */
  passwordHash: string | null
  needsCode: boolean
  /** The addresses from which the owner has signed in. */
  networks: Buffer[]
}

const findAccount = async (database: Queryable, login: string): Promise<Found | undefined> => {
  const [found] = await database.query<Found>(
    `select a.id, case when a.disabled_at is null then a.password_hash end as "passwordHash", a.second_factor_at is not null as "needsCode",
       array(select distinct s.network from sessions s where s.account_id = a.id and s.network is not null
         and (s.end_reason is null or s.end_reason in ('signed_out', 'expired'))) as networks
     from accounts a where a.${login.includes('@') ? 'email' : 'login'} = $1
     order by (a.email_verified_at is null), a.created_at, a.id limit 1`,
    [login],
  )
  return found
}

/**
 * Failures are counted for the name that was typed, so that a wait does not tell that a login and an e-mail address are one account.
 * Failures at an address that the owner uses are counted apart, so that guesses from elsewhere do not make the owner wait.
 */
const subjectOf = (found: Found | undefined, login: string, client: ClientInfo): Buffer => {
  const network = networkOf(found?.id ?? login, client)
  return found?.networks.some((known) => known.equals(network)) ? failureSubject(login, network) : failureSubject(login)
}

/**
 * `login` is the login or the e-mail address. Of several accounts that have typed the address, and not verified it, the oldest signs in with
 * it. A code is looked at once the password is right: no session begins before both are.
 */
export const accountSignIn = forAnyone(contract.accountSignIn, async ({ input, client, database, passwords, seal, config }) => {
  const found = await findAccount(database, input.login)
  const subject = subjectOf(found, input.login, client)
  await checkPassword(
    { database, passwords },
    { subject, accountId: found?.id, stored: found?.passwordHash ?? null, password: input.password, client },
  )
  if (!found?.passwordHash) throw new AppError('invalid_credentials')
  const { id: accountId, passwordHash, needsCode } = found
  if (needsCode) {
    if (input.code === undefined) throw new AppError('second_factor_required')
    const subject = subjectOf(found, codesOf(accountId), client)
    await checkSecondFactor({ database, seal }, { accountId, code: input.code, subject })
  }
  const opening = {
    event: contract.accountSignIn.event,
    accountId,
    passwordHash,
    client,
    device: input.device,
    withSecondFactor: needsCode,
    lifetimes: config,
  }
  const { id: _, ...session } = await openSession(database, opening)
  return { ...session, account: await getAccount(database, accountId) }
})
