import { rowsOfTable } from '../database/personal-data.ts'

/** What the recommendations have learned about a customer. */
export const tasteData = rowsOfTable({
  kind: 'taste',
  table: 'customer_tastes',
  key: 'product_id',
  keyType: 'uuid',
  record: `json_build_object('productId', product_id, 'orders', orders, 'liking', liking)`,
})
