import { fewRecords, type PersonalData, rowsOfTable } from '../database/personal-data.ts'
import { getAccount } from './account.ts'

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
    database.query(`select failures, rfc3339(last_at) as "lastAt" from sign_in_failures where subject in (select failure_subjects($1))`, [
      accountId,
    ]),
  ),
]
