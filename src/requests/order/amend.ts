import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { changeOrder } from '../../orders/change.ts'
import { substituteOf } from '../../orders/substitute.ts'
import { type CallerContext, forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

type Input = z.output<typeof contract.orderAmend.input>
type Line = Input['lines'][number]

/** The order's customer, the time that the customer chose, and the dishes of its lines. */
const linesOf = async ({ database }: Pick<CallerContext<Input>, 'database'>, orderId: string) => {
  const rows = await database.query<{ accountId: string; at: string | null; line: number; productId: string }>(
    'select o.account_id as "accountId", rfc3339(o.deliver_at) as at, i.line, i.product_id as "productId" from orders o join order_items i on i.order_id = o.id where o.id = $1',
    [orderId],
  )
  const [order] = rows
  if (!order) throw new AppError('order_not_found')
  return { accountId: order.accountId, at: order.at ?? undefined, productOf: new Map(rows.map(({ line, productId }) => [line, productId])) }
}

/** A line as `amend_order` takes it: there lines count from 1. */
const amendedLine = async (
  { assessor, customers }: Pick<CallerContext<Input>, 'assessor' | 'customers'>,
  { accountId, at, productOf }: Awaited<ReturnType<typeof linesOf>>,
  { line, quantity, soldOut, soldOutChoices, substitute }: Line,
) => ({
  line: line + 1,
  quantity,
  ...(soldOut && { product_id: productOf.get(line + 1) }),
  ...(soldOutChoices && { choices: soldOutChoices.map((id) => ({ product_id: productOf.get(line + 1), choice_id: id })) }),
  ...(substitute &&
    substituteOf((await assessor.knowledgeNow(accountId)).shop, substitute, { locale: await customers.localeOf(accountId), at })),
})

/** Changes the lines of an order that the kitchen cannot make. */
export const orderAmend = forCaller(contract.orderAmend, async (context) => {
  const { input, database, caller } = context
  const { role, accountId } = caller
  const order = await linesOf(context, input.orderId)
  const lines = await Promise.all(input.lines.map((line) => amendedLine(context, order, line)))
  const request = { event: contract.orderAmend.event, input, accountId }
  await changeOrder(database, request, { name: 'amend_order', args: [role, accountId, JSON.stringify(lines), input.reason] })
  return showToStaff({ database, caller }, input)
})
