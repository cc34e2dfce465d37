import type { z } from 'zod'
import { getAccount } from '../../accounts/account.ts'
import { bodyHash, find } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import type { Database, Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { itemsOfFavorite } from '../../favorites/favorites.ts'
import type { Assessor } from '../../orders/assessor.ts'
import { chooseLines } from '../../orders/choose-lines.ts'
import type { PlaceInput } from '../../orders/drafts.ts'
import { itemsOf, type NamedItem } from '../../orders/items.ts'
import type { PlaceOrder } from '../../orders/place.ts'
import { answerOf, type PlacingAnswer } from '../../orders/placed.ts'
import { nothingRedeemed } from '../../orders/promotions.ts'
import { getOrder } from '../../orders/read.ts'
import { workOut } from '../../orders/work-out.ts'
import { forCaller } from '../kinds/handler.ts'

type Input = z.output<typeof contract.orderReorder.input>
type Reordered = z.input<typeof contract.orderReorder.data>

/** What to order again, and how it was delivered and paid. */
interface Template extends Partial<Pick<PlaceInput, 'delivery' | 'paymentMethod' | 'note'>> {
  items: NamedItem[]
}

const templateOfOrder = async (database: Queryable, accountId: string, orderId: string): Promise<Template> => {
  const order = await getOrder(database, accountId, { orderId })
  const { at, ...delivery } = order.delivery
  return { items: itemsOf(order), delivery, paymentMethod: order.payment.method, note: order.note }
}

const templateOfFavorite = async (database: Queryable, accountId: string, favoriteId: string): Promise<Template> => {
  const items = await itemsOfFavorite(database, accountId, favoriteId)
  const { address, location, phone, preferredPaymentMethod } = await getAccount(database, accountId)
  return { items, ...(address !== undefined && { delivery: { address, location, phone } }), paymentMethod: preferredPaymentMethod }
}

/** Throws `invalid_argument` when neither the request nor the template has the field. */
const required = <Value>(field: string, value: Value | undefined): Value => {
  if (value === undefined) {
    throw new AppError('invalid_argument', { message: (say) => say.missing(field), details: { fields: [field] } })
  }
  return value
}

interface Services {
  database: Database
  placeOrder: PlaceOrder
  assessor: Pick<Assessor, 'knowledgeNow'>
}

const placeAgain = async ({ database, placeOrder, assessor }: Services, accountId: string, input: Input, hash: Buffer) => {
  const { requestId, orderId, favoriteId = '', acceptDietaryConflicts, expectedTotal, tip, promotionCode } = input
  const template =
    orderId === undefined ? await templateOfFavorite(database, accountId, favoriteId) : await templateOfOrder(database, accountId, orderId)
  const delivery = required('delivery', input.delivery ?? template.delivery)
  const paymentMethod = required('paymentMethod', input.paymentMethod ?? template.paymentMethod)
  const knowledge = await assessor.knowledgeNow(accountId)
  const { items, skipped } = chooseLines(knowledge, template.items, {
    acceptDietaryConflicts,
    at: delivery.at === undefined ? knowledge.shop.now : Date.parse(delivery.at),
    reservesLater: workOut(knowledge.shop, nothingRedeemed, { items: template.items, delivery }).reservesLater,
  })
  if (items.length === 0) throw new AppError('nothing_to_order', { details: { skipped } })
  const request = {
    requestId,
    items,
    delivery,
    paymentMethod,
    note: template.note,
    acceptDietaryConflicts,
    expectedTotal,
    tip,
    promotionCode,
  }
  return { skipped, ...(await placeOrder(accountId, request, { hash, skipped })) }
}

/** Orders the lines that are still available, exactly once per `requestId`. Throws `nothing_to_order`, and the errors of placing an order. */
const reorder = async (services: Services, accountId: string, input: Input): Promise<Reordered> => {
  const { database } = services
  const hash = bodyHash('order:reorder', input)
  try {
    return await placeAgain(services, accountId, input, hash)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // a repetition gets the stored answer, even when the order would be refused now
    const stored = await find<PlacingAnswer>(database, { accountId, requestId: input.requestId, hash })
    if (stored === undefined) throw error
    return { skipped: [], ...answerOf(stored) }
  }
}

/** Needs no separate transaction: the batch that places the order also stores the answer. */
export const orderReorder = forCaller(contract.orderReorder, async ({ input, database, placeOrder, assessor, payments, caller }) =>
  payments.begin(caller.accountId, await reorder({ database, placeOrder, assessor }, caller.accountId, input), input.requestId),
)
