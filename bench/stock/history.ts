/** What a customer reads of their own orders, as a competent team writes it first: one query for each part of an answer. */
import { col, fn, literal, Op } from 'sequelize'
import { z } from 'zod'
import { Product } from './menu-models.ts'
import { Account, Order, OrderItem, Payment } from './models.ts'

const whole = [
  { model: OrderItem, as: 'items' },
  { model: Payment, as: 'payment' },
]

export const getAccount = async (accountId: string) => ({ account: await Account.findByPk(accountId, { rejectOnEmpty: true }) })

export const getOrder = async (accountId: string, payload: unknown) => {
  const { orderId } = z.object({ orderId: z.uuid() }).parse(payload)
  return { order: await Order.findOne({ where: { id: orderId, accountId }, include: whole, rejectOnEmpty: true }) }
}

export const listOrders = async (accountId: string, payload: unknown) => {
  const { limit } = z.object({ limit: z.int().max(100).default(20) }).parse(payload)
  return { orders: await Order.findAll({ where: { accountId }, include: whole, order: [['placedAt', 'DESC']], limit }) }
}

const bought = (accountId: string) => ({
  accountId,
  status: { [Op.notIn]: ['awaiting_payment', 'returned', 'cancelled', 'rejected', 'expired'] },
})
const total = fn('sum', literal('subtotal + delivery_fee'))

/** Sums by a part of the time of placing. */
const by = (accountId: string, part: ReturnType<typeof fn>) =>
  Order.findAll({
    attributes: [
      [part, 'bucket'],
      [fn('count', col('id')), 'orders'],
      [total, 'total'],
    ],
    where: bought(accountId),
    group: ['bucket'],
    order: [literal('bucket')],
    raw: true,
  })

export const statistics = async (accountId: string, payload: unknown) => {
  const { bucket } = z.object({ bucket: z.enum(['day', 'week', 'month', 'year']) }).parse(payload)
  const series = await by(accountId, fn('date_trunc', bucket, col('placed_at')))
  const byHour = await by(accountId, fn('date_part', 'hour', col('placed_at')))
  const byWeekday = await by(accountId, fn('date_part', 'isodow', col('placed_at')))
  const byPlace = await by(accountId, fn('jsonb_extract_path_text', col('delivery'), 'address'))
  const byProduct = await OrderItem.findAll({
    attributes: ['productId', [fn('sum', col('quantity')), 'items'], [fn('sum', literal('quantity * unit_price')), 'total']],
    include: [{ model: Order, as: 'order', attributes: [], where: bought(accountId) }],
    group: ['productId'],
    order: [literal('items desc')],
    raw: true,
  })
  const [totals] = await Order.findAll({
    attributes: [
      [fn('count', col('id')), 'orders'],
      [total, 'total'],
    ],
    where: bought(accountId),
    raw: true,
  })
  return { series, byHour, byWeekday, byPlace, byProduct, totals }
}

const favouritesConsidered = 10

/** The dishes that other orders with the customer's favourite dishes contain most often. */
export const recommend = async (accountId: string, payload: unknown) => {
  const { limit } = z.object({ limit: z.int().max(50).default(10) }).parse(payload)
  const mine = await OrderItem.findAll({
    attributes: ['productId', [fn('count', col('order_id')), 'times']],
    include: [{ model: Order, as: 'order', attributes: [], where: { accountId, status: 'delivered' } }],
    group: ['productId'],
    order: [literal('times desc')],
    limit: favouritesConsidered,
    raw: true,
  })
  const others = await OrderItem.findAll({
    attributes: ['productId', [fn('count', col('order_id')), 'times']],
    where: {
      productId: { [Op.notIn]: mine.map(({ productId }) => productId) },
      orderId: { [Op.in]: literal(`(select order_id from order_items where product_id = '${mine[0]?.productId}')`) },
    },
    group: ['productId'],
    order: [literal('times desc')],
    limit,
    raw: true,
  })
  const products = await Product.findAll({ where: { id: { [Op.in]: others.map(({ productId }) => productId) }, available: true } })
  return { recommendations: products.map((product) => ({ product })) }
}
