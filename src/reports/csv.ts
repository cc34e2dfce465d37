/** One row for each line of each order. RFC 4180, UTF-8 with a byte order mark, so that spreadsheets recognise the encoding. */
import { stringify } from 'csv-stringify/sync'
import type { Money, Order } from '../contract/index.ts'
import { netTaxes } from '../contract/net-taxes.ts'
import { toOrder } from '../orders/document.ts'
import type { Format } from './format.ts'
import type { Source } from './source.ts'

type Cell = string | number | undefined

interface Row {
  order: Order
  item: Order['items'][number]
  /** Counts from 0. */
  line: number
}

type Column = [name: string, cell: (row: Row) => Cell]

/** The tax of each line, and for each rate what is paid without the tax, and the tax. None where no order shows taxes. */
const taxColumns = (orders: readonly Order[], { decimal }: Format): Column[] => {
  const rates = new Set(orders.flatMap((order) => [...order.taxes, ...netTaxes(order)].map(({ rate }) => rate)))
  if (rates.size === 0) return []
  const ofRate =
    (rate: number, part: 'base' | 'tax'): Column[1] =>
    ({ order, line }) => {
      const tax = line === 0 ? netTaxes(order).find((each) => each.rate === rate) : undefined
      return tax && decimal(tax[part])
    }
  const byRate = [...rates].sort((a, b) => a - b)
  return [
    ['tax_rate', ({ item }) => item.taxRate],
    ...byRate.flatMap((rate): Column[] => [
      [`tax_base_${rate}`, ofRate(rate, 'base')],
      [`tax_${rate}`, ofRate(rate, 'tax')],
    ]),
  ]
}

const givenBack = ({ total, adjustments }: Order): Money => ({
  ...total,
  amount: adjustments.reduce((sum, { amount }) => sum + amount.amount, 0),
})

const createColumns = ({ decimal, isoTime }: Format): Column[] => {
  const time = (at: string | undefined) => at && isoTime(at)
  return [
    ['order_number', ({ order }) => order.number],
    ['order_id', ({ order }) => order.id],
    ['status', ({ order }) => order.status],
    ['registered_at', ({ order }) => time(order.placedAt)],
    ['cooking_estimated_minutes', ({ order }) => order.cooking.estimatedMinutes],
    ['cooking_started_at', ({ order }) => time(order.cooking.startedAt)],
    ['cooking_finished_at', ({ order }) => time(order.cooking.finishedAt)],
    ['delivery_estimated_from', ({ order }) => time(order.eta.earliest)],
    ['delivery_estimated_to', ({ order }) => time(order.eta.latest)],
    ['delivery_promised_at', ({ order }) => time(order.eta.promised)],
    ['delivered_at', ({ order }) => time(order.deliveredAt)],
    ['place_of_delivery', ({ order }) => order.delivery.address],
    ['payment_method', ({ order }) => order.payment.method],
    ['payment_status', ({ order }) => order.payment.status],
    ['item', ({ line }) => line + 1],
    ['product', ({ item }) => item.name],
    ['choices', ({ item }) => item.choices?.map(({ option, name }) => `${option}: ${name}`).join('; ')],
    ['quantity', ({ item }) => item.quantity],
    ['unit_price', ({ item }) => decimal(item.unitPrice)],
    ['item_total', ({ item }) => decimal(item.total)],
    ['item_note', ({ item }) => item.note],
    // values of the whole order appear only in its first row, so that a column can be summed
    ['discount', ({ order, line }) => (line === 0 ? decimal(order.discount) : undefined)],
    ['promotion', ({ order, line }) => (line === 0 ? order.promotion?.code : undefined)],
    ['delivery_fee', ({ order, line }) => (line === 0 ? decimal(order.deliveryFee) : undefined)],
    ['tip', ({ order, line }) => (line === 0 ? decimal(order.tip) : undefined)],
    ['order_total', ({ order, line }) => (line === 0 ? decimal(order.total) : undefined)],
    ['given_back', ({ order, line }) => (line === 0 ? decimal(givenBack(order)) : undefined)],
    ['net_total', ({ order, line }) => (line === 0 ? decimal(order.netTotal) : undefined)],
    ['currency', ({ order }) => order.total.currency],
    ['order_note', ({ order }) => order.note],
    ['rating', ({ order }) => order.rating?.rating],
  ]
}

export const toCsv = ({ orders }: Source, format: Format): Uint8Array => {
  const listed = orders.map(({ order, rating }) => toOrder(order, rating))
  const columns = [...createColumns(format), ...taxColumns(listed, format)]
  const rows = listed.flatMap((order) => order.items.map((item, line) => columns.map(([, cell]) => cell({ order, item, line }))))
  const names = columns.map(([name]) => name)
  const text = stringify(rows, { header: true, columns: names, bom: true, record_delimiter: 'windows', escape_formulas: true })
  return Buffer.from(text)
}
