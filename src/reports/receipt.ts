import type { Order, Seller } from '../contract/index.ts'
import { netTaxes } from '../contract/net-taxes.ts'
import { toOrder } from '../orders/document.ts'
import type { Format } from './format.ts'
import { wordsOf } from './language.ts'
import { type Cell, createPaper, type Paper, rowWidth } from './paper.ts'
import { removedLines } from './removed.ts'
import { type Source, sellerText } from './source.ts'
import { givenBack, sumsBetween } from './sums.ts'
import type { Words } from './words.ts'

const labelWidth = 130

const right = (text: string, x: number, width: number): Cell => ({ text, x, width, align: 'right' })

type Fact = [label: string, text: string | undefined]

/** Writes each fact that there is on a line of its own. */
export const writeFacts = (paper: Paper, facts: readonly Fact[]) => {
  for (const [label, text] of facts) {
    if (text)
      paper.row([
        { text: label, x: 0, width: labelWidth, bold: true },
        { text, x: labelWidth, width: rowWidth - labelWidth },
      ])
  }
}

interface Parties {
  customer: string
  seller: Seller | null
}

const facts = (order: Order, { customer, seller }: Parties, words: Words, { moment, clock }: Format): Fact[] => {
  const { cooking, delivery, eta, payment } = order
  const cooked = [cooking.startedAt, cooking.finishedAt].flatMap((at) => (at ? clock(at) : [])).join(' – ')
  const estimated = `${clock(eta.earliest)} – ${clock(eta.latest)}`
  return [
    [words.seller, seller ? sellerText(seller) : undefined],
    [words.customer, customer],
    [words.status, words.statuses[order.status]],
    [words.registered, moment(order.placedAt)],
    [words.place, [delivery.address, delivery.contactName, delivery.phone].filter(Boolean).join(', ')],
    [words.wanted, delivery.at && moment(delivery.at)],
    [words.cooking, [cooked, `${words.estimated} ${words.minutes(cooking.estimatedMinutes)}`].filter(Boolean).join(', ')],
    [
      words.delivery,
      order.deliveredAt
        ? `${words.delivered} ${moment(order.deliveredAt)}, ${words.promised} ${moment(eta.promised)}`
        : `${words.estimated} ${estimated}, ${words.promised} ${moment(eta.promised)}`,
    ],
    [words.courier, order.courier?.name],
    [words.payment, `${words.methods[payment.method]}, ${words.payments[payment.status]}`],
    [words.note, order.note],
    [words.rating, order.rating && `${order.rating.rating}/5`],
  ]
}

/** What of the total is tax, at each rate. */
export const writeTaxes = (paper: Paper, taxes: Order['taxes'], words: Words, { money, percent }: Format) => {
  if (taxes.length === 0) return
  const columns = (rate: string, base: string, tax: string) => [right(rate, 275, 60), right(base, 340, 80), right(tax, 425, rowWidth - 425)]
  paper.space(8)
  paper.row(columns(words.taxRate, words.taxBase, words.tax), { size: 8 })
  for (const { rate, base, tax } of taxes) paper.row(columns(percent(rate), money(base), money(tax)), { size: 8 })
}

const writeItems = (paper: Paper, order: Order, words: Words, format: Format) => {
  const { money, percent } = format
  const columns = (dish: string, rate: string, quantity: string, price: string, total: string): Cell[] => [
    { text: dish, x: 0, width: 220 },
    right(rate, 225, 45),
    right(quantity, 275, 60),
    right(price, 340, 80),
    right(total, 425, rowWidth - 425),
  ]
  const tax = order.taxes.length > 0 ? words.tax : ''
  paper.row(columns(words.dish, tax, words.quantity, words.price, words.total).map((cell) => ({ ...cell, bold: true })))
  paper.rule()
  for (const item of order.items) {
    const rate = item.taxRate === undefined ? '' : percent(item.taxRate)
    paper.row(columns(item.name, rate, String(item.quantity), money(item.unitPrice), money(item.total)))
    for (const { option, name, price } of item.choices ?? [])
      paper.row([{ text: `${option}: ${name}${price.amount > 0 ? ` (+ ${money(price)})` : ''}`, x: 12, width: 258 }], { size: 8 })
    if (item.note) paper.row([{ text: item.note, x: 12, width: 258 }], { size: 8 })
  }
  for (const [name, quantity, total] of removedLines(order, words)) paper.row(columns(name, '', String(quantity), '', money(total)))
  paper.rule()
  const sum = (label: string, text: string, bold = false) =>
    paper.row([
      { text: label, x: 275, width: 145, bold },
      { ...right(text, 425, rowWidth - 425), bold },
    ])
  sum(words.subtotal, money(order.subtotal))
  for (const [label, amount] of sumsBetween(order, words)) sum(label, money(amount))
  sum(words.total, money(order.total), true)
  for (const [label, amount] of givenBack(order, words)) sum(label, money(amount))
  if (order.netTotal.amount < order.total.amount)
    sum(order.adjustments.length > 0 ? words.netTotal : words.toPay, money(order.netTotal), true)
  writeTaxes(paper, netTaxes(order), words, format)
}

/** Creates the receipt of one order. */
export const toReceipt = async ({ customer, orders: [first], at }: Source, format: Format): Promise<Uint8Array> => {
  if (!first) throw new Error('a receipt needs an order')
  const order = toOrder(first.order, first.rating)
  const words = wordsOf(customer.locale, customer.fallback)
  const title = words.receipt(order.number)
  const paper = createPaper({ title, locale: customer.locale })
  paper.row([{ text: title, x: 0, width: rowWidth, bold: true }], { size: 16, gap: 10 })
  writeFacts(paper, facts(order, { customer: customer.name, seller: first.seller }, words, format))
  paper.space(12)
  writeItems(paper, order, words, format)
  return paper.finish((page, of) => [words.made(format.moment(at), customer.timeZone), words.page(page, of)])
}
