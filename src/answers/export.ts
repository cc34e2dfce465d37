import { rowsOfTable } from '../database/personal-data.ts'

export const answerData = rowsOfTable({
  kind: 'answer',
  table: 'answers',
  key: 'request_id',
  keyType: 'uuid',
  record: `json_build_object('requestId', request_id, 'at', rfc3339(created_at), 'answer', coalesce(answer -> 'data', answer -> 'changed', answer))`,
})
