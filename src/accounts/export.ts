import { fewRecords, type PersonalData, rowsOfTable } from '../database/personal-data.ts'
import { getAccount } from './account.ts'
import { failureSubject } from './check-password.ts'

export const accountData: readonly PersonalData[] = [
  fewRecords('account', async (database, accountId) => [await getAccount(database, accountId)]),
  rowsOfTable({
    kind: 'session',
    table: 'sessions',
    key: 'id',
    keyType: 'uuid',
    record: `json_strip_nulls(json_build_object('id', id, 'createdAt', rfc3339(created_at), 'lastSeenAt', rfc3339(last_seen_at),
      'expiresAt', rfc3339(expires_at), 'userAgent', user_agent, 'endReason', end_reason))`,
  }),
  fewRecords('sign_in_failures', (database, accountId) =>
    database.query(
      `select failures, rfc3339(last_at) as "lastAt" from sign_in_failures
       where subject = $1 or subject in (select network from sessions where account_id = $2)`,
      [failureSubject(accountId), accountId],
    ),
  ),
]
