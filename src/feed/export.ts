import { rowsOfTable } from '../database/personal-data.ts'

export const feedData = rowsOfTable({
  kind: 'feed_event',
  table: 'feed_events',
  key: 'seq',
  keyType: 'bigint',
  record: `json_build_object('event', event, 'seq', seq, 'at', rfc3339(at), 'data', data)`,
})
