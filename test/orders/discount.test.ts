import { expect } from 'chai'
import fc from 'fast-check'
import { discountOf } from '../../src/orders/discount.ts'
import { largestTip } from '../../src/orders/tips.ts'

const prices = fc.record({ dishes: fc.oneof(fc.nat(3000), fc.nat(2_000_000_000)), deliveryFee: fc.nat(5000) })
const terms = fc.oneof(
  fc.record({
    percent: fc.integer({ min: 1, max: 100 }),
    amount: fc.constant(null),
    maximum: fc.option(fc.integer({ min: 1, max: 5000 })),
  }),
  fc.record({ percent: fc.constant(null), amount: fc.integer({ min: 1, max: 10_000 }), maximum: fc.constant(null) }),
  fc.constant({ percent: null, amount: null, maximum: null }),
)

describe('a discount', () => {
  it('never takes off more than the dishes, its maximum, or the delivery fee', () => {
    fc.assert(
      fc.property(prices, terms, (order, promotion) => {
        const { amount, off } = discountOf(promotion, order)
        expect(Number.isSafeInteger(amount)).to.equal(true)
        expect(amount).to.be.within(0, off === 'dishes' ? order.dishes : order.deliveryFee)
        if (promotion.maximum !== null) expect(amount).to.be.at.most(promotion.maximum)
      }),
    )
  })

  it('is the percentage to the nearest minor unit, and half a unit more rather than less', () => {
    const percent = (dishes: number, of: number) =>
      discountOf({ percent: of, amount: null, maximum: null }, { dishes, deliveryFee: 190 }).amount
    expect(percent(1005, 10)).to.equal(101)
    expect(percent(1004, 10)).to.equal(100)
    expect(percent(50, 1)).to.equal(1)
    expect(percent(49, 1)).to.equal(0)
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.integer({ min: 1, max: 100 }), (dishes, of) => {
        const twice = 2 * 100 * percent(dishes, of) - 2 * dishes * of
        expect(twice, 'twice the error in hundredths').to.be.within(-99, 100)
      }),
    )
  })
})

describe('the largest tip', () => {
  it('is a percentage of the dishes, an amount, or nothing in a shop that takes no tips', () => {
    expect(largestTip(null, 2000)).to.equal(0)
    expect(largestTip({ percents: [], maximumPercent: 25 }, 1010)).to.equal(253)
    expect(largestTip({ percents: [], maximumPercent: 100, maximum: 500 }, 1010)).to.equal(500)
  })
})
