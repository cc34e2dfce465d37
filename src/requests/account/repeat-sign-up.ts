/** A sign-up whose answer was lost: sent again with its `requestId`, it returns the same account and session. */
import type { z } from 'zod'
import { getAccount } from '../../accounts/account.ts'
import { checkPassword, failureSubject } from '../../accounts/check-password.ts'
import { renewToken } from '../../accounts/sessions.ts'
import { bodyHash, find } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import type { Context } from '../kinds/handler.ts'

type Input = z.output<typeof contract.accountSignUp.input>

/** What we store of the answer: its token is stored nowhere. */
export interface StoredSignUp {
  sessionId: string
}

/** Without the password: a fast hash of it would help who has a copy of the database to guess it. */
export const hashOfSignUp = ({ password: _, ...input }: Input): Buffer => bodyHash(contract.accountSignUp.event, input)

const findSql = `
  select a.id, a.password_hash as "passwordHash" from accounts a
  where a.login = $1 and a.role = 'customer' and exists (select from stored_answer(a.id, $2))`

/**
 * Undefined if this sign-up was not made yet. Only who knows the password gets the session, with a new token: the `requestId` is no secret.
 * A wrong password counts as a failed sign-in.
 */
export const repeatSignUp = async ({ input, client, database, passwords, config }: Context<Input>) => {
  const { requestId, login, password } = input
  if (requestId === undefined) return undefined
  const [found] = await database.query<{ id: string; passwordHash: string | null }>(findSql, [login, requestId])
  if (!found) return undefined
  const { id: accountId, passwordHash } = found
  await checkPassword({ database, passwords }, { subject: failureSubject(login), accountId, stored: passwordHash, password, client })
  const stored = await find<StoredSignUp>(database, { accountId, requestId, hash: hashOfSignUp(input) })
  if (!passwordHash || !stored || !('data' in stored)) throw new AppError('request_id_reused')
  const { id: _, ...session } = await renewToken(database, { ...stored.data, passwordHash, ttlDays: config.SESSION_TTL_DAYS })
  return { ...session, account: await getAccount(database, accountId) }
}
