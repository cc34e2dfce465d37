import { rowsOfTable } from '../database/personal-data.ts'

export const notificationData = rowsOfTable({
  kind: 'notification',
  table: 'notifications',
  key: 'seq',
  keyType: 'bigint',
  record: 'notification_json(x)',
})
