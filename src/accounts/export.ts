import { fewRecords, type PersonalData, rowsOfTable } from '../database/personal-data.ts'
import { getAccount } from './account.ts'

/** What an account has beside the contract's `account`. */
const blockSql = `
  select jsonb_strip_nulls(jsonb_build_object('emailVerifiedAt', rfc3339(email_verified_at), 'firstDeliveredAt', rfc3339(first_delivered_at), 'blockedAt', rfc3339(blocked_at),
    'blockedReason', blocked_reason)) as block
  from accounts where id = $1`

export const accountData: readonly PersonalData[] = [
  fewRecords('account', async (database, accountId) => [
    {
      ...(await getAccount(database, accountId)),
      ...(await database.query<{ block: object }>(blockSql, [accountId]))[0]?.block,
    },
  ]),
  rowsOfTable({
    kind: 'session',
    table: 'sessions',
    key: 'id',
    keyType: 'uuid',
    record: `json_strip_nulls(json_build_object('id', id, 'createdAt', rfc3339(created_at), 'lastSeenAt', rfc3339(last_seen_at),
      'expiresAt', rfc3339(expires_at), 'userAgent', user_agent, 'endReason', end_reason))`,
  }),
  fewRecords('sign_in_failures', (database, accountId) =>
    database.query(`select failures, rfc3339(last_at) as "lastAt" from sign_in_failures where subject in (select failure_subjects($1))`, [
      accountId,
    ]),
  ),
]

/** The links that were sent in e-mails. */
export const linkData = rowsOfTable({
  kind: 'account_link',
  table: 'account_tokens',
  key: 'id',
  keyType: 'uuid',
  record: `json_strip_nulls(json_build_object('purpose', purpose, 'email', email, 'requestedAt', rfc3339(requested_at),
    'expiresAt', rfc3339(expires_at), 'usedAt', rfc3339(used_at)))`,
})
