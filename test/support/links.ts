/** The links that an account is sent by e-mail. */
import { hashToken, newToken } from '../../src/accounts/tokens.ts'
import type { Queryable } from '../../src/database/database.ts'
import { until } from './until.ts'

export type Purpose = 'verify_email' | 'reset_password'

interface Link {
  id: string
  accountId: string
}

/** The links to an address of the last half hour, the newest first. */
export const linksTo = (database: Queryable, email: string, purpose: Purpose): Promise<Link[]> =>
  database.query<Link>(
    `select id, account_id as "accountId" from account_tokens
     where email = $1 and purpose = $2 and used_at is null and requested_at > now() - interval '30 minutes' order by requested_at desc, id desc`,
    [email, purpose],
  )

/**
 * Waits for a link to an address and gives it one more token: the first one is made by who sends the message, perhaps at this moment. It is a
 * row of its own, too old to count as one more link.
 */
export const giveToken = async (
  database: Queryable,
  { email, purpose, accountId, token }: { email: string; purpose: Purpose; accountId?: string; token: string },
): Promise<void> => {
  const link = await until(
    async () => (await linksTo(database, email, purpose)).find((each) => accountId === undefined || each.accountId === accountId),
    `there is a link to ${email}`,
  )
  await database.query(
    `insert into account_tokens (id, account_id, purpose, email, requested_at, token_hash, expires_at)
     select uuid_v7(), account_id, purpose, email, now() - interval '40 minutes', $2, now() + interval '30 minutes' from account_tokens where id = $1`,
    [link?.id, hashToken(token)],
  )
}

/** A token of the newest link to an address. */
export const tokenTo = async (database: Queryable, email: string, purpose: Purpose, accountId: string): Promise<string> => {
  const token = newToken()
  await giveToken(database, { email, purpose, accountId, token })
  return token
}

/** The templates of the messages that an account was sent, in order. */
export const mailsTo = async (database: Queryable, accountId: string): Promise<string[]> =>
  (
    await database.query<{ template: string }>("select template from messages where account_id = $1 and channel = 'email' order by id", [
      accountId,
    ])
  ).map(({ template }) => template)
