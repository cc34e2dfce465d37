import type { z } from 'zod'
import { getAccount } from '../../accounts/account.ts'
import { bodyHash, storedAnswer } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import type { Database, Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { itemsOfFavorite } from '../../favorites/favorites.ts'
import { chooseLines } from '../../orders/choose-lines.ts'
import { itemsOf, type NamedItem } from '../../orders/items.ts'
import type { PlaceInput, PlaceOrder } from '../../orders/place.ts'
import { answerOf, type StoredAnswer } from '../../orders/placed.ts'
import { getOrder } from '../../orders/read.ts'
import { handler } from '../kinds/handler.ts'

type Input = z.output<typeof contract.orderReorder.input>
type Reordered = z.input<typeof contract.orderReorder.data>

/** What is to be ordered again, and how the customer had it then. */
interface Model extends Partial<Pick<PlaceInput, 'delivery' | 'paymentMethod' | 'note'>> {
  items: NamedItem[]
}

const modelOfOrder = async (database: Queryable, accountId: string, orderId: string): Promise<Model> => {
  const order = await getOrder(database, accountId, { orderId })
  const { at, ...delivery } = order.delivery
  return { items: itemsOf(order), delivery, paymentMethod: order.payment.method, note: order.note }
}

const modelOfFavorite = async (database: Queryable, accountId: string, favoriteId: string): Promise<Model> => {
  const items = await itemsOfFavorite(database, accountId, favoriteId)
  const { address, location, phone, preferredPaymentMethod } = await getAccount(database, accountId)
  return { items, ...(address !== undefined && { delivery: { address, location, phone } }), paymentMethod: preferredPaymentMethod }
}

const named = <Value>(field: string, value: Value | undefined): Value => {
  if (value === undefined) {
    throw new AppError('invalid_argument', { message: `${field}: name one, as the account has none.`, details: { fields: [field] } })
  }
  return value
}

const placeAgain = async (database: Queryable, placeOrder: PlaceOrder, accountId: string, input: Input, hash: Buffer) => {
  const { requestId, orderId, favoriteId = '', acceptDietaryConflicts } = input
  const model =
    orderId === undefined ? await modelOfFavorite(database, accountId, favoriteId) : await modelOfOrder(database, accountId, orderId)
  const delivery = named('delivery', input.delivery ?? model.delivery)
  const paymentMethod = named('paymentMethod', input.paymentMethod ?? model.paymentMethod)
  const { items, skipped } = await chooseLines(database, accountId, model.items, acceptDietaryConflicts)
  if (items.length === 0) throw new AppError('nothing_to_order', { details: { skipped } })
  const request = { requestId, items, delivery, paymentMethod, note: model.note, acceptDietaryConflicts }
  return { skipped, ...(await placeOrder(accountId, request, { hash, skipped })) }
}

/** Orders again what can still be had, exactly once for its `requestId`. Throws `nothing_to_order`, and whatever placing throws. */
const reorder = async (
  { database, placeOrder }: { database: Database; placeOrder: PlaceOrder },
  accountId: string,
  input: Input,
): Promise<Reordered> => {
  const hash = bodyHash('order:reorder', input)
  try {
    return await placeAgain(database, placeOrder, accountId, input, hash)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // a repetition gets its answer, whatever has become impossible since
    const stored = await storedAnswer<StoredAnswer>(database, { accountId, requestId: input.requestId, hash })
    if (stored === undefined) throw error
    return { skipped: [], ...answerOf(stored) }
  }
}

/** Not a command: it is placed as every order is, by the batch that stores its answer too. */
export const orderReorder = handler(contract.orderReorder, async ({ input, database, placeOrder, payments, caller }) =>
  payments.begin(caller.accountId, await reorder({ database, placeOrder }, caller.accountId, input), input.requestId),
)
