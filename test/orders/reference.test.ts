import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Shop } from '../../src/menu/shop.ts'
import { draftOf } from '../../src/orders/drafts.ts'
import { type Assessment, assess } from '../../src/orders/quote.ts'
import type { QuoteInput } from '../../src/orders/work-out.ts'
import { cases } from '../support/random-baskets.ts'
import { nothingRedeemed, type Reference, referenceOf, taxIn } from '../support/reference-shop.ts'

const anybody = { dietaryRestrictions: [], locale: 'en', isNew: false, blocked: false, openOrders: 0, unpaidOrders: 0 }

const sumsOf = ({ subtotal, discount, deliveryFee, tip, total, items }: Assessment) => ({
  sums: [subtotal, discount, deliveryFee, tip, total].map(({ amount }) => amount),
  lines: items.map((item) => [item.unitPrice.amount, item.total.amount, item.available]),
})

/** Each rate has its tax, rounded once; together they are what is paid without the tip. */
const expectTaxes = ({ taxes, total, tip }: Assessment, { paid }: Reference) => {
  if (!paid) return expect(taxes).to.deep.equal([])
  const sums = taxes.map(({ rate, base, tax }) => ({ rate, sum: base.amount + tax.amount, tax: tax.amount }))
  for (const { rate, sum, tax } of sums) {
    expect(Math.abs(sum - (paid.get(rate) ?? 0)), `what is paid at ${rate} %`).to.be.below(1.001)
    expect(tax, `the tax in ${sum} at ${rate} %`).to.equal(taxIn(sum, rate))
  }
  for (const [rate, sum] of paid) if (sum > 1) expect(sums.map((each) => each.rate)).to.include(rate)
  expect(sums.reduce((all, { sum }) => all + sum, 0)).to.equal(total.amount - tip.amount)
}

/** These a quote tells whatever else is wrong. */
const alwaysTold = [
  'choice_unavailable',
  'store_closed',
  'store_paused',
  'out_of_area',
  'location_required',
  'below_minimum',
  'promotion_not_valid',
]

/** What an order that nothing keeps back shows. */
const sortsOf = ({ area, discount, tip, paid }: Reference) => [
  'placed',
  ...(area ? ['area'] : []),
  ...(discount > 0 ? ['discount'] : []),
  ...(tip > 0 ? ['tip'] : []),
  ...(paid ? ['taxes'] : []),
]

/** Placing knows the customer's redemptions, and those of all, only under its locks. */
const expectDraft = (place: Shop, input: QuoteInput) => {
  const known = referenceOf({ ...place, usedUp: new Set() }, nothingRedeemed, input)
  const content = { ...input, requestId: randomUUID(), expectedTotal: { amount: known.total, currency: place.store.currency } }
  const ordering = { accountId: randomUUID(), input: content, hash: Buffer.alloc(0), provider: 'door', payMinutes: 15 }
  const { refusal, subtotal, delivery_fee, total } = draftOf(place, ordering, 'en').row
  if (known.reasons.size === 0)
    expect({ refusal, sums: [subtotal, delivery_fee, total] }).to.deep.equal({
      refusal: undefined,
      sums: [known.subtotal, known.fee, known.total],
    })
  else expect(known.reasons).to.include(refusal)
}

describe('what an order comes to', () => {
  it('is what the documents say, in 1,000 random shops and baskets: a quote, and what is placed', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(cases, ([place, redeemer, input]) => {
        const reference = referenceOf(place, redeemer, input)
        const quoted = assess(place, { ...anybody, ...redeemer }, input)
        const { subtotal, discount, fee, area, tip, total, lines, reasons, promotionFaults } = reference
        expect(sumsOf(quoted)).to.deep.equal({
          sums: [subtotal, discount, fee, tip, total],
          lines: lines.map((line) => [line.unitPrice, line.total, line.available]),
        })
        expect(quoted.area?.code).to.equal(area)
        expectTaxes(quoted, reference)
        for (const { reason, details } of quoted.obstacles) {
          expect(reasons).to.include(reason)
          if (reason === 'promotion_not_valid') expect(promotionFaults).to.include(details.why)
        }
        for (const reason of alwaysTold)
          expect(
            quoted.obstacles.some((each) => each.reason === reason),
            reason,
          ).to.equal(reasons.has(reason))
        expectDraft(place, input)
        for (const sort of reasons.size > 0 ? reasons : sortsOf(reference)) seen.set(sort, (seen.get(sort) ?? 0) + 1)
      }),
      { numRuns: 1000, seed: 7, endOnFailure: true },
    )
    expect([...seen.keys()]).to.have.members([
      'placed',
      'area',
      'discount',
      'tip',
      'taxes',
      'product_not_found',
      'choice_required',
      'choice_not_possible',
      'ingredient_not_removable',
      'delivery_time_not_possible',
      'choice_unavailable',
      'product_unavailable',
      'tip_too_large',
      'promotion_not_valid',
      'store_closed',
      'store_paused',
      'out_of_area',
      'location_required',
      'below_minimum',
    ])
    expect(seen.get('placed'), 'enough orders that nothing keeps back').to.be.above(100)
  })
})
