/** Sends every request that stores a text which people read, with texts of the test's choice. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import * as contract from '../../src/contract/index.ts'
import { identifiedEvents } from '../../src/contract/repetition.ts'
import type { arrive, TestGateway } from './gateway.ts'
import { anyDish, bring, placement, type Staff } from './orders.ts'
import { type Fill, withTexts } from './texts.ts'

type Sender = Pick<Awaited<ReturnType<typeof arrive>>['client'], 'raw'>
interface Sent<Data extends z.ZodType> {
  event: string
  input: z.ZodType
  data: Data
}

/** Returns the events that were sent. */
export const writeEverywhere = async (
  gateway: TestGateway,
  staff: Staff,
  { client, id: accountId }: Awaited<ReturnType<typeof arrive>>,
  fill: Fill,
): Promise<ReadonlySet<string>> => {
  const sent = new Set<string>()
  const send = async <Data extends z.ZodType>(sender: Sender, { event, input, data }: Sent<Data>, payload: object) => {
    sent.add(event)
    const answer = await sender.raw(
      event,
      withTexts(input, { ...(event in identifiedEvents && { requestId: randomUUID() }), ...payload }, fill),
    )
    if (!answer.ok) throw new Error(`${event}: ${JSON.stringify(answer.error)}`)
    return data.parse(answer.data)
  }
  const { id: productId } = await anyDish(gateway)
  const place = async (more = {}) => {
    const order = placement(productId, { items: [{ productId, quantity: 12 }], ...more })
    return (await send(client, contract.orderPlace, order)).order
  }
  const manager = staff.manager.client

  await send(client, contract.accountUpdate, { addresses: [{ address: 'x' }] })
  const { id: orderId, ...delivered } = await place()
  await bring(staff, { id: orderId, ...delivered }, 'delivered')
  await send(client, contract.orderRate, { orderId, rating: 2, courierRating: 1 })
  await send(client, contract.favoriteSave, { name: 'x', orderId })
  await send(manager, contract.orderRefund, { orderId, all: true })
  await send(client, contract.orderCancel, { orderId: (await place()).id, reason: 'other' })
  await send(manager, contract.orderAdvance, { orderId: (await place()).id, to: 'rejected' })
  await send(manager, contract.notificationBroadcast, { title: 'x', body: 'x' })
  for (const to of ['placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit'] as const)
    if (to === 'placed') await place()
    else await bring(staff, await place(), to)
  await send(manager, contract.orderAmend, {
    orderId: (await place()).id,
    lines: [{ line: 0, quantity: 1, substitute: { productId, quantity: 1 } }],
    reason: 'x',
  })
  await place({ paymentMethod: 'qr' })
  const [ingredient] = (await manager.request('stock:list', { limit: 1 })).stock
  const adjustment = { ingredientId: ingredient?.ingredient.id, onHand: ingredient?.onHand, reason: 'count' }
  await send(manager, contract.stockAdjust, adjustment)
  const handover = { accountId: staff.courier.id, amount: { amount: 0, currency: 'EUR' }, settle: true }
  await send(manager, contract.cashHandOver, handover)
  await send(manager, contract.shopPause, { reason: 'x', until: new Date(Date.now() + 1000).toISOString() })
  await send(manager, contract.customerBlock, { accountId, reason: 'x' })
  const login = `every-${randomUUID().slice(0, 8)}`
  const { staff: colleague } = await send(manager, contract.staffCreate, { login, role: 'kitchen', name: 'x', password: randomUUID() })
  await send(manager, contract.staffUpdate, { staffId: colleague.id, name: 'x' })
  return sent
}
