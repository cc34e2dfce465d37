import { rowsOfTable } from '../database/personal-data.ts'

/** Without the browser's secret. */
export const pushData = rowsOfTable({
  kind: 'push_subscription',
  table: 'push_subscriptions',
  key: 'id',
  keyType: 'uuid',
  record: `json_build_object('id', x.id, 'endpoint', x.endpoint, 'createdAt', rfc3339(x.created_at))`,
})
