import { rowsOfTable } from '../database/personal-data.ts'

export const messageData = rowsOfTable({
  kind: 'message',
  table: 'messages',
  key: 'id',
  keyType: 'uuid',
  record: `json_strip_nulls(json_build_object('channel', x.channel, 'address', nullif(x.address, ''), 'template', x.template,
    'at', rfc3339(x.created_at), 'outcome', x.outcome, 'endedAt', rfc3339(x.ended_at)))`,
})
