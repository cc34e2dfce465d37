/** The mails about an order, for customers with a verified address who have asked for them. */
import { z } from 'zod'
import type { Money, Order } from '../contract/index.ts'
import { isolate } from '../contract/isolate.ts'
import { money } from '../contract/shapes/values.ts'
import { removedLines } from '../reports/removed.ts'
import { givenBack, sumsBetween } from '../reports/sums.ts'
import type { About } from './about.ts'
import type { Block, Letter, Line } from './letter.ts'
import type { Said } from './words.ts'

/** The order is read when the mail is sent. */
export const orderData = z.strictObject({
  orderId: z.uuid(),
  /** Of a refund. */
  amount: money.optional(),
  reason: z.string().optional(),
})
export type OrderData = z.infer<typeof orderData>

/** What the letters show of an order. */
export type MailedOrder = Pick<
  Order,
  | 'id'
  | 'number'
  | 'items'
  | 'promotion'
  | 'discount'
  | 'deliveryFee'
  | 'tip'
  | 'total'
  | 'adjustments'
  | 'netTotal'
  | 'delivery'
  | 'payment'
  | 'eta'
  | 'reason'
  | 'status'
  | 'amendments'
>

const receipt = (order: MailedOrder, { say, terms, format }: About): Block => {
  const line = (text: string, amount: Money, more: Partial<Line> = {}): Line => ({ text, amount: format.money(amount), ...more })
  const dishes = order.items.map(({ quantity, name, total, choices = [], note }) =>
    line(`${quantity} × ${isolate(name)}`, total, {
      notes: [
        ...choices.map((choice) => `${isolate(choice.option)}: ${isolate(choice.name)}`),
        ...(note === undefined ? [] : [say.note(isolate(note))]),
      ],
    }),
  )
  const isLower = order.netTotal.amount < order.total.amount
  return {
    kind: 'lines',
    lines: [
      ...dishes,
      ...removedLines(order, terms).map(([name, quantity, total]) => line(`${quantity} × ${isolate(name)}`, total)),
      ...sumsBetween(order, terms).map(([label, amount]) => line(isolate(label), amount)),
      line(terms.total, order.total, { strong: true }),
      ...givenBack(order, terms).map(([label, amount]) => line(isolate(label), amount)),
      ...(isLower ? [line(terms.netTotal, order.netTotal, { strong: true })] : []),
    ],
  }
}

const facts = ({ delivery, payment }: MailedOrder, { say, terms }: About): Block => ({
  kind: 'facts',
  facts: [
    [say.deliverTo, [delivery.contactName, delivery.address].flatMap((part) => (part ? [isolate(part)] : [])).join(', ')],
    [say.pay, `${terms.methods[payment.method]}, ${terms.payments[payment.status]}`],
  ],
})

const letter = ({ subject, title, text }: Said, blocks: Block[], { say, page }: About): Letter => ({
  subject,
  title,
  blocks: [{ kind: 'text', text }, ...blocks],
  footer: [say.becauseOfOrder(page('account'))],
})

const because = (say: (reason: string) => string, reason: string | undefined): Block[] =>
  reason ? [{ kind: 'text', text: say(isolate(reason)) }] : []

const button = (label: string, { id }: MailedOrder, { page }: About): Block => ({ kind: 'button', label, url: page(`order/${id}`) })

type Write = (order: MailedOrder, about: About, data: OrderData) => Letter

export const orderLetters = {
  order_placed: (order, about) => {
    const { say, shop, format } = about
    const { earliest, latest } = order.eta
    const said = say.placed({ number: String(order.number), shop, from: format.moment(earliest), until: format.clock(latest) })
    return letter(said, [receipt(order, about), facts(order, about), button(say.followOrder, order, about)], about)
  },
  order_delivered: (order, about) => {
    const { say, shop } = about
    const blocks: Block[] = [receipt(order, about), facts(order, about), { kind: 'text', text: say.receiptAttached }]
    return letter(say.delivered({ number: String(order.number), shop }), [...blocks, button(say.showOrder, order, about)], about)
  },
  order_rejected: (order, about) => {
    const { say, shop } = about
    const blocks = [...because(say.rejectedBecause, order.reason), button(say.showOrder, order, about)]
    return letter(say.rejected({ number: String(order.number), shop }), blocks, about)
  },
  order_refunded: (order, about, { amount = order.total, reason }) => {
    const { say, shop, format } = about
    const blocks = [...because(say.refundedBecause, reason), button(say.showOrder, order, about)]
    return letter(say.refunded({ number: String(order.number), amount: format.money(amount), shop }), blocks, about)
  },
} satisfies Record<string, Write>
