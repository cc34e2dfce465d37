import { rowsOfTable } from '../database/personal-data.ts'

export const favoriteData = rowsOfTable({
  kind: 'favorite',
  table: 'favorites',
  key: 'id',
  keyType: 'uuid',
  record: `json_build_object('id', id, 'name', name, 'items', items, 'savedAt', rfc3339(saved_at))`,
})
