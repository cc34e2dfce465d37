import { expect } from 'chai'
import { z } from 'zod'
import { type Request, requests } from '../../src/contract/index.ts'

/** Answers with lists that are not paged, and the bound of each list. */
const bounded: Readonly<Record<string, string>> = {
  'shop:get': 'the areas of the shop, at most 50 with 2,000 corners in all, its languages, and the ways to pay',
  'address:search': 'at most 5 places',
  'slot:list': 'the quarters of an hour of a day',
  'card:list': 'at most 10 cards',
  'push:list': 'at most 10 browsers',
  'push:subscribe': 'at most 10 browsers',
  'push:unsubscribe': 'at most 10 browsers',
  'order:quote': 'the lines of the payload',
  'order:reorder': 'the lines of an order',
  'order:statistics': 'the calendar; its places are at most 100',
  'courier:end_shift': 'the numbers of the orders that a courier has',
  'staff:confirm_second_factor': 'ten recovery codes',
  'promise:report': 'the hours of a day',
  'books:report': 'the accounts of at most 92 days',
  'feed:replay': 'the same bytes as a page; `after` is its cursor',
}

/** Changes that answer with the first page of a list. */
const changes: Readonly<Record<string, string>> = {
  'favorite:save': 'favorite:list',
  'favorite:remove': 'favorite:list',
  'account:revoke_session': 'account:sessions',
}

const isList = (schema: unknown): boolean => schema instanceof z.ZodArray || (schema instanceof z.ZodOptional && isList(schema.unwrap()))

const shapeOf = (schema: z.ZodType): Record<string, unknown> => (schema instanceof z.ZodObject ? schema.shape : {})

const everyRequest = Object.values(requests).flatMap((namespace) => Object.values<Request>(namespace))
const lists = everyRequest.filter(({ data, event }) => Object.values(shapeOf(data)).some(isList) && !Object.hasOwn(bounded, event))

describe('every list of the contract', () => {
  it('is answered page by page', () => {
    expect(lists.filter(({ data }) => !Object.hasOwn(shapeOf(data), 'nextCursor')).map(({ event }) => event)).to.deep.equal([])
    const paged = lists.filter(({ input }) => Object.hasOwn(shapeOf(input), 'cursor')).map(({ event }) => event)
    expect(paged).to.include.members(['menu:list', 'order:list', 'order:pending', 'queue:list', 'stock:list', 'rating:list'])
    for (const { event } of lists) expect(paged, event).to.include(changes[event] ?? event)
  })

  it('is an exception only if it has a list', () => {
    const events = everyRequest.filter(({ data }) => Object.values(shapeOf(data)).some(isList)).map(({ event }) => event)
    expect(events).to.include.members([...Object.keys(bounded), ...Object.keys(changes)])
  })
})
