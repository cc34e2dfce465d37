/** The server that a competent team would write first: Socket.IO on ws, a query per handshake, a model per table and a managed transaction per order. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import { Op } from 'sequelize'
import { type DefaultEventsMap, Server } from 'socket.io'
import { z } from 'zod'
import { getAccount, getOrder, listOrders, recommend, statistics } from './history.ts'
import { getProduct, listMenu, quoteOrder } from './menu.ts'
import { Account, FeedEvent, Order, OrderItem, Session } from './models.ts'
import { placeInput, placeOrder } from './place-order.ts'

interface Data {
  account: Account
}

const http = createServer()
export const io = new Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, Data>(http)

if (process.env.REDIS_URL !== undefined) {
  const publisher = new Redis(process.env.REDIS_URL)
  io.adapter(createAdapter(publisher, publisher.duplicate()))
}

const auth = z.object({ token: z.string(), feed: z.object({ seq: z.int() }).optional() })

io.use(async (socket, next) => {
  try {
    const { token } = auth.parse(socket.handshake.auth)
    const session = await Session.findOne({
      where: { tokenHash: createHash('sha256').update(token).digest(), endReason: null, expiresAt: { [Op.gt]: new Date() } },
      include: [{ model: Account, as: 'account' }],
    })
    if (!session?.account) return next(new Error('unauthenticated'))
    socket.data.account = session.account
    next()
  } catch {
    next(new Error('unauthenticated'))
  }
})

const reads: Readonly<Record<string, (accountId: string, payload: unknown) => Promise<object>>> = {
  'menu:list': (_, payload) => listMenu(payload),
  'menu:get': (_, payload) => getProduct(payload),
  'order:quote': quoteOrder,
  'order:get': getOrder,
  'order:list': listOrders,
  'order:statistics': statistics,
  'account:get': getAccount,
  'recommendation:list': recommend,
}

io.on('connection', async (socket) => {
  const { account } = socket.data
  const room = `account:${account.id}`

  socket.on('order:place', async (payload: unknown, acknowledge: (answer: object) => void) => {
    try {
      const { order, event } = await placeOrder(account.id, placeInput.parse(payload))
      acknowledge({ ok: true, data: { order } })
      if (event) io.to(room).emit(event.event, { seq: event.seq, at: event.at, data: event.data })
    } catch (error) {
      acknowledge({ ok: false, error: { message: error instanceof Error ? error.message : String(error) } })
    }
  })

  socket.on('order:pending', async (_: unknown, acknowledge: (answer: object) => void) => {
    try {
      const where = { accountId: account.id, status: { [Op.notIn]: ['delivered', 'returned', 'cancelled', 'rejected', 'expired'] } }
      const orders = await Order.findAll({ where, include: [{ model: OrderItem, as: 'items' }] })
      acknowledge({ ok: true, data: { orders } })
    } catch (error) {
      acknowledge({ ok: false, error: { message: error instanceof Error ? error.message : String(error) } })
    }
  })

  for (const [event, read] of Object.entries(reads))
    socket.on(event, async (payload: unknown, acknowledge: (answer: object) => void) => {
      try {
        acknowledge({ ok: true, data: await read(account.id, payload) })
      } catch (error) {
        acknowledge({ ok: false, error: { message: error instanceof Error ? error.message : String(error) } })
      }
    })

  socket.join(room)
  try {
    const { feed } = auth.parse(socket.handshake.auth)
    const missed = feed
      ? await FeedEvent.findAll({ where: { accountId: account.id, seq: { [Op.gt]: feed.seq } }, order: [['seq', 'ASC']] })
      : []
    for (const { event, seq, at, data } of missed) socket.emit(event, { seq: Number(seq), at, data })
    const { id, name, role } = account
    socket.emit('session:ready', { account: { id, name, role }, replayed: missed.length })
  } catch {
    socket.disconnect(true)
  }
})

http.listen(Number(process.env.PORT), process.env.HOST, () => {
  const address = http.address()
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`)
})
