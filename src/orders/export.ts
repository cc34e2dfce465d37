import { keyTypes, type PersonalData, rowsAtOnce } from '../database/personal-data.ts'
import { toOrder } from './document.ts'
import { rowsById } from './read.ts'

export const orderData: PersonalData = {
  kind: 'order',
  key: keyTypes.uuid,
  read: async (database, accountId, after) => {
    const rows = await database.query<{ id: string }>(
      `select id from orders where account_id = $1 and ($2::uuid is null or id > $2::uuid) order by id limit ${rowsAtOnce}`,
      [accountId, after],
    )
    const orders = await rowsById(
      database,
      rows.map(({ id }) => id),
    )
    return orders
      .map(({ order, rating }) => ({ key: order.id, record: { ...toOrder(order, rating), staffNotes: order.staff_notes } }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  },
}
