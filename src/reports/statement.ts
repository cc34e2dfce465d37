import type { Money, Order } from '../contract/index.ts'
import { netTaxes } from '../contract/net-taxes.ts'
import { type OrderRow, toOrder, totalOf } from '../orders/document.ts'
import type { Format } from './format.ts'
import { wordsOf } from './language.ts'
import { createPaper, type Paper, rowWidth } from './paper.ts'
import { removedLines } from './removed.ts'
import { type Scope, type Source, sellerText } from './source.ts'
import { givenBack, sumsBetween } from './sums.ts'
import type { Words } from './words.ts'

const sumWidth = 90
const textWidth = rowWidth - sumWidth - 5

/** The sums of the orders that count, by currency. */
const sumsOf = ({ orders }: Source, amountOf: (order: OrderRow) => number): Money[] => {
  const sums = new Map<string, number>()
  for (const { order, bought } of orders) {
    if (bought) sums.set(order.currency, (sums.get(order.currency) ?? 0) + amountOf(order))
  }
  return [...sums].map(([currency, amount]) => ({ amount, currency }))
}

/** What of the total is tax: at each rate, in each currency. */
const taxText = ({ orders }: Source, { money, percent }: Format): string => {
  const sums = new Map<string, { rate: number; tax: Money }>()
  for (const { order, bought } of orders) {
    if (!bought) continue
    for (const { rate, tax } of netTaxes(toOrder(order, null))) {
      const before = sums.get(`${rate} ${order.currency}`)?.tax.amount ?? 0
      sums.set(`${rate} ${order.currency}`, { rate, tax: { ...tax, amount: before + tax.amount } })
    }
  }
  const byRate = [...sums.values()].sort((a, b) => a.rate - b.rate)
  return byRate.map(({ rate, tax }) => `${percent(rate)}: ${money(tax)}`).join(', ')
}

/** Usually one. */
const sellers = ({ orders }: Source): string[] => [...new Set(orders.flatMap(({ seller }) => (seller ? [sellerText(seller)] : [])))]

/** What the orders cost, and what of it are tips. */
const totalText = (source: Source, words: Words, { money }: Format): string => {
  const tips = sumsOf(source, ({ tip, adjustments }) =>
    (adjustments ?? []).reduce((left, adjustment) => left - adjustment.tip.amount, tip),
  ).filter(({ amount }) => amount > 0)
  const total =
    sumsOf(source, (order) => totalOf(order) - (order.adjusted ?? 0))
      .map(money)
      .join(', ') || '–'
  return tips.length > 0 ? `${total}, ${words.ofWhichTips(tips.map(money).join(', '))}` : total
}

const times = ({ placedAt, cooking, eta, deliveredAt }: Order, words: Words, { moment, clock }: Format): string => {
  const cooked = [cooking.startedAt, cooking.finishedAt].flatMap((at) => (at ? clock(at) : [])).join(' – ')
  const estimate = `${words.estimated} ${words.minutes(cooking.estimatedMinutes)}`
  return [
    `${words.registered} ${moment(placedAt)}`,
    `${words.cooking} ${cooked === '' ? estimate : `${cooked} (${estimate})`}`,
    ...(deliveredAt ? [`${words.delivered} ${moment(deliveredAt)}`] : [`${words.estimated} ${clock(eta.earliest)} – ${clock(eta.latest)}`]),
    `${words.promised} ${clock(eta.promised)}`,
  ].join(' · ')
}

const writeOrder = (paper: Paper, order: Order, words: Words, format: Format) => {
  const { money } = format
  const amount = (value: Money, bold = false) => ({
    text: money(value),
    x: rowWidth - sumWidth,
    width: sumWidth,
    align: 'right' as const,
    bold,
  })
  // avoid a page break right after the heading of an order
  paper.keep(60)
  paper.row([
    { text: `${order.number} · ${words.statuses[order.status]}`, x: 0, width: textWidth, bold: true },
    amount(order.netTotal, true),
  ])
  const { method, status } = order.payment
  const paid = `${words.methods[method]}, ${words.payments[status]}`
  paper.row([{ text: `${order.delivery.address} · ${paid}`, x: 0, width: rowWidth }], { size: 8, gap: 1 })
  paper.row([{ text: times(order, words, format), x: 0, width: rowWidth }], { size: 8 })
  for (const { name, quantity, unitPrice, total, choices = [] } of order.items) {
    const chosen = [name, ...choices.map((choice) => choice.name)].join(', ')
    paper.row([{ text: `${quantity} × ${chosen} (${money(unitPrice)})`, x: 12, width: textWidth - 12 }, amount(total)], { size: 8, gap: 1 })
  }
  for (const [name, quantity, total] of removedLines(order, words))
    paper.row([{ text: `${quantity} × ${name}`, x: 12, width: textWidth - 12 }, amount(total)], { size: 8, gap: 1 })
  for (const [label, sum] of [...sumsBetween(order, words), ...givenBack(order, words)])
    paper.row([{ text: label, x: 12, width: textWidth - 12 }, amount(sum)], { size: 8, gap: 1 })
  const included = netTaxes(order).map(({ rate, tax }) => words.includesTax(format.percent(rate), money(tax)))
  if (included.length > 0) paper.row([{ text: included.join(' · '), x: 12, width: rowWidth - 12 }], { size: 8, gap: 1 })
  paper.space(4)
  paper.rule()
}

/** Creates the statement of all orders of a range, the oldest first. */
export const toStatement = (source: Source, { from, to }: Scope, format: Format): Promise<Uint8Array> => {
  const { customer, orders, at } = source
  const words = wordsOf(customer.locale, customer.fallback)
  const paper = createPaper({ title: words.statement, locale: customer.locale })
  const period = [from && words.since(format.moment(from)), words.until(format.moment(to ?? at))].filter(Boolean).join(' ')
  const taxes = taxText(source, format)
  const counted = orders.filter(({ bought }) => bought).length
  const facts: [label: string, text: string][] = [
    ...sellers(source).map((seller): [string, string] => [words.seller, seller]),
    [words.customer, customer.name],
    [words.period, period],
    [words.orders, `${orders.length}, ${words.counted(counted)}`],
    [words.total, totalText(source, words, format)],
    ...(taxes === '' ? [] : [[words.tax, taxes] satisfies [string, string]]),
  ]
  paper.row([{ text: words.statement, x: 0, width: rowWidth, bold: true }], { size: 16, gap: 10 })
  for (const [label, text] of facts)
    paper.row([
      { text: label, x: 0, width: 80, bold: true },
      { text, x: 80, width: rowWidth - 80 },
    ])
  paper.space(10)
  paper.rule()
  for (const { order, rating } of orders) writeOrder(paper, toOrder(order, rating), words, format)
  if (orders.length === 0) paper.row([{ text: words.none, x: 0, width: rowWidth }])
  return paper.finish((page, of) => [words.made(format.moment(at), customer.timeZone), words.page(page, of)])
}
