import type { Adjustment, Order } from '../contract/index.ts'
import { toOrder } from '../orders/document.ts'
import type { Format } from './format.ts'
import { wordsOf } from './language.ts'
import { type Cell, createPaper, type Paper, rowWidth } from './paper.ts'
import { writeFacts, writeTaxes } from './receipt.ts'
import { nameOfLine } from './removed.ts'
import { type Source, sellerText } from './source.ts'
import type { Words } from './words.ts'

const right = (text: string, x: number, width: number): Cell => ({ text, x, width, align: 'right' })

const writeParts = (paper: Paper, order: Order, { lines, delivery, tip, amount, taxes }: Adjustment, words: Words, format: Format) => {
  const { money } = format
  const columns = (part: string, quantity: string, sum: string): Cell[] => [
    { text: part, x: 0, width: 330 },
    right(quantity, 335, 60),
    right(sum, 400, rowWidth - 400),
  ]
  paper.row(columns(words.dish, words.quantity, words.total).map((cell) => ({ ...cell, bold: true })))
  paper.rule()
  for (const { line, quantity, amount } of lines) {
    const name = nameOfLine(order, line)
    paper.row(columns(quantity > 0 ? name : words.partOf(name), quantity > 0 ? String(quantity) : '', money(amount)))
  }
  if (delivery.amount > 0) paper.row(columns(words.deliveryFee, '', money(delivery)))
  if (tip.amount > 0) paper.row(columns(words.tip, '', money(tip)))
  paper.rule()
  paper.row(columns(words.credited, '', money(amount)).map((cell) => ({ ...cell, bold: true })))
  writeTaxes(paper, taxes, words, format)
}

/** Creates the credit note about one adjustment of an order. Its number is that of the order and of the adjustment. */
export const toCreditNote = ({ customer, orders: [first], at }: Source, number: number, format: Format): Promise<Uint8Array> => {
  if (!first) throw new Error('a credit note needs an order')
  const order = toOrder(first.order, first.rating)
  const adjustment = order.adjustments.find((each) => each.number === number)
  if (!adjustment) throw new Error('a credit note needs an adjustment')
  const words = wordsOf(customer.locale, customer.fallback)
  const title = words.creditNote(`${order.number}-${number}`)
  const paper = createPaper({ title, locale: customer.locale })
  paper.row([{ text: title, x: 0, width: rowWidth, bold: true }], { size: 16, gap: 10 })
  writeFacts(paper, [
    [words.seller, first.seller ? sellerText(first.seller) : undefined],
    [words.customer, customer.name],
    [words.order, `${order.number}, ${format.moment(order.placedAt)}`],
    [words.place, order.delivery.address],
    [words.adjustment[adjustment.kind], format.moment(adjustment.at)],
    [words.reason, adjustment.reason],
    [words.refund, words.refunds[adjustment.refund?.status ?? 'none']],
  ])
  paper.space(12)
  writeParts(paper, order, adjustment, words, format)
  return paper.finish((page, of) => [words.made(format.moment(at), customer.timeZone), words.page(page, of)])
}
