/** The pages copy some limits of the contract, because they do not load its schemas: the copies must match the schemas. */
import { expect } from 'chai'
import fc from 'fast-check'
import type { z } from 'zod'
import {
  accountSignUp,
  accountUpdate,
  customerBlock,
  customerFind,
  delivery,
  favoriteSave,
  item,
  maxPictureBytes,
  notificationBroadcast,
  orderAdvance,
  orderCancel,
  orderPlace,
  orderRate,
  requests,
  roles,
  scheduleDays,
  seller,
  shopPause,
  stockAdjust,
  stockList,
  undoSeconds,
} from '../../src/contract/index.ts'
import { tabs } from '../../web/src/staff/state/tabs.ts'
import { limits, patterns } from '../../web/src/ui/limits.ts'

/** The longest text, or the highest number, that a field accepts. */
const highest = (schema: z.ZodType, of: (n: number) => unknown): number | undefined =>
  Array.from({ length: 3001 }, (_, n) => 3000 - n).find((n) => schema.safeParse(of(n)).success)
const longest = (schema: z.ZodType) => highest(schema, (n) => 'x'.repeat(n))

describe('the limits of the pages', () => {
  const { name, password, login } = accountSignUp.input.shape
  const { addresses } = accountUpdate.input.shape

  it('equal those of the contract', () => {
    expect({
      quantity: highest(item.shape.quantity, (n) => n),
      undoSeconds,
      scheduleDays,
      picture: maxPictureBytes,
      sellerName: longest(seller.shape.legalName),
      stars: highest(orderRate.input.shape.rating, (n) => n),
      name: new Set([name, delivery.shape.contactName, favoriteSave.input.shape.name].map(longest)),
      label: highest(addresses, (n) => [{ label: 'x'.repeat(n), address: 'x' }]),
      address: new Set([longest(delivery.shape.address), highest(addresses, (n) => [{ address: 'x'.repeat(n) }])]),
      note: new Set([item.shape.note, orderPlace.input.shape.note, orderCancel.input.shape.comment].map(longest)),
      ratingComment: longest(orderRate.input.shape.comment),
      promotionCode: longest(orderPlace.input.shape.promotionCode),
      pauseReason: longest(shopPause.input.shape.reason),
      reason: new Set([orderAdvance.input.shape.reason, customerBlock.input.shape.reason].map(longest)),
      search: longest(customerFind.input.shape.text),
      ingredient: longest(stockList.input.shape.search),
      units: stockAdjust.input.shape.onHand.maxValue,
      broadcastTitle: longest(notificationBroadcast.input.shape.title),
      broadcastBody: longest(notificationBroadcast.input.shape.body),
      password: { min: [...'x'.repeat(20)].findIndex((_, n) => password.safeParse('x'.repeat(n)).success), max: longest(password) },
    }).to.deep.equal({
      ...limits,
      name: new Set([limits.name]),
      address: new Set([limits.address]),
      note: new Set([limits.note]),
      reason: new Set([limits.reason]),
    })
  })

  it('accept a login exactly if the contract does', () => {
    const writing = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 34 })
    const isAlike = (pattern: string, schema: z.ZodType) => (text: string) =>
      new RegExp(`^(?:${pattern})$`, 'v').test(text) === schema.safeParse(text).success
    fc.assert(fc.property(writing('aZ09._-+@'), isAlike(patterns.login, login)), { numRuns: 2000 })
  })

  it('show each tab of the board to the roles that may send its request', () => {
    const allowed = Object.values(requests['/staff']).map(({ event, roles: some }) => [
      event,
      some ?? roles.filter((role) => role !== 'customer'),
    ])
    const rolesOf = new Map(allowed.map(([event, some]) => [event, [...(some ?? [])].sort()]))
    const shown = Object.values(tabs).map(({ event, roles: some }) => [event, [...some].sort()])
    expect(shown).to.deep.equal(Object.values(tabs).map(({ event }) => [event, rolesOf.get(event)]))
  })
})
