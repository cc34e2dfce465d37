/** One order in one managed transaction: read, check the stock under its lock, write, reserve. */
import { Op, type Transaction, UniqueConstraintError } from 'sequelize'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { Product, Recipe, Stock } from './menu-models.ts'
import { Account, FeedEvent, FeedHead, Order, OrderItem, Payment, Reservation } from './models.ts'
import { sequelize } from './sequelize.ts'

export const placeInput = z.object({
  requestId: z.uuid(),
  items: z
    .array(z.object({ productId: z.uuid(), quantity: z.int().min(1).max(50) }))
    .min(1)
    .max(50),
  delivery: z.object({ address: z.string().min(1).max(300), location: z.object({ lat: z.number(), lng: z.number() }).optional() }),
  paymentMethod: z.enum(['cash', 'pos']),
  note: z.string().max(500).optional(),
})
type PlaceInput = z.output<typeof placeInput>

const deliveryFee = 190
const deliveryMinutes = 17
const currency = 'EUR'

const findProducts = async ({ items }: PlaceInput, transaction: Transaction) => {
  const ids = [...new Set(items.map(({ productId }) => productId))]
  const products = await Product.findAll({ where: { id: { [Op.in]: ids } }, include: [{ model: Recipe, as: 'recipes' }], transaction })
  if (products.length < ids.length || products.some(({ available }) => !available)) throw new Error('product_unavailable')
  return new Map(products.map((product) => [product.id, product]))
}

/** The quantity of each ingredient that the order needs. */
const needsOf = ({ items }: PlaceInput, products: Map<string, Product>): Map<string, number> => {
  const needs = new Map<string, number>()
  for (const { productId, quantity } of items)
    for (const recipe of products.get(productId)?.recipes ?? [])
      needs.set(recipe.ingredientId, (needs.get(recipe.ingredientId) ?? 0) + Number(recipe.quantity) * quantity)
  return needs
}

/** Locks the rows in the order of their ingredients, so that two orders never deadlock. */
const reserve = async (needs: Map<string, number>, transaction: Transaction) => {
  const rows = await Stock.findAll({
    where: { ingredientId: { [Op.in]: [...needs.keys()] } },
    order: [['ingredientId', 'ASC']],
    lock: transaction.LOCK.UPDATE,
    transaction,
  })
  for (const row of rows)
    if (Number(row.onHand) - Number(row.reserved) < (needs.get(row.ingredientId) ?? 0)) throw new Error('insufficient_stock')
  for (const row of rows) await row.increment('reserved', { by: needs.get(row.ingredientId) ?? 0, transaction })
}

const record = async (accountId: string, input: PlaceInput, products: Map<string, Product>, transaction: Transaction) => {
  const priced = input.items.map(({ productId, quantity }, line) => {
    const product = products.get(productId)
    return { line: line + 1, productId, quantity, name: product?.name ?? '', unitPrice: product?.price ?? '0' }
  })
  const subtotal = priced.reduce((sum, { unitPrice, quantity }) => sum + Number(unitPrice) * quantity, 0)
  const cookingMinutes = Math.max(...[...products.values()].map(({ prepMinutes }) => prepMinutes))
  const latest = new Date(Date.now() + (cookingMinutes + deliveryMinutes + 10) * 60_000)
  const order = await Order.create(
    {
      id: uuidv7(),
      accountId,
      requestId: input.requestId,
      status: 'placed',
      paymentId: uuidv7(),
      currency,
      subtotal,
      deliveryFee,
      delivery: input.delivery,
      note: input.note ?? null,
      cookingMinutes,
      deliveryMinutes,
      restockMinutes: 0,
      etaEarliest: new Date(latest.getTime() - 15 * 60_000),
      etaLatest: latest,
      etaPromised: latest,
      timeline: [{ status: 'placed', at: new Date().toISOString() }],
    },
    { transaction },
  )
  const items = await OrderItem.bulkCreate(
    priced.map((item) => ({ orderId: order.id, ...item })),
    { transaction },
  )
  const payment = {
    id: order.paymentId,
    orderId: order.id,
    method: input.paymentMethod,
    provider: 'door',
    requestId: input.requestId,
    status: 'requires_capture',
    currency,
  }
  await Payment.create({ ...payment, amount: subtotal + deliveryFee }, { transaction })
  return { order, items }
}

/** Appends the event that the customer's other devices get now, and that the customer gets on returning. */
const appendEvent = async (accountId: string, order: Order, transaction: Transaction) => {
  const head = await FeedHead.findByPk(accountId, { lock: transaction.LOCK.UPDATE, rejectOnEmpty: true, transaction })
  await head.increment('seq', { transaction })
  const { id, number, status, etaEarliest: earliest, etaLatest: latest, etaPromised: promised } = order
  const data = {
    order: { id, number: Number(number), version: 1, status, eta: { earliest, latest, promised }, paymentStatus: 'requires_capture' },
  }
  return FeedEvent.create({ accountId, seq: Number(head.seq) + 1, event: 'order:status_changed', data }, { transaction })
}

const findEarlier = (accountId: string, requestId: string) =>
  Order.findOne({ where: { accountId, requestId }, include: [{ model: OrderItem, as: 'items' }] })

/** Returns the order, and the event if the order is new. */
export const placeOrder = async (accountId: string, input: PlaceInput): Promise<{ order: object; event?: FeedEvent }> => {
  const earlier = await findEarlier(accountId, input.requestId)
  if (earlier) return { order: earlier.toJSON() }
  try {
    return await sequelize.transaction(async (transaction) => {
      await Account.findByPk(accountId, { rejectOnEmpty: true, transaction })
      const products = await findProducts(input, transaction)
      const needs = needsOf(input, products)
      await reserve(needs, transaction)
      const { order, items } = await record(accountId, input, products, transaction)
      await Reservation.create({ orderId: order.id, ingredientIds: [...needs.keys()], quantities: [...needs.values()] }, { transaction })
      const event = await appendEvent(accountId, order, transaction)
      return { order: { ...order.toJSON(), items: items.map((item) => item.toJSON()) }, event }
    })
  } catch (error) {
    if (!(error instanceof UniqueConstraintError)) throw error
    return { order: (await findEarlier(accountId, input.requestId))?.toJSON() ?? {} }
  }
}
