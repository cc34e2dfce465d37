/** Lines of an order that are not delivered: what is printed of them. */
import type { Amendment, Money, Order } from '../contract/index.ts'
import type { Words } from './words.ts'

type Amended = Pick<Order, 'amendments' | 'status'>

const removing: readonly Amendment['outcome'][] = ['taken_out', 'accepted', 'declined', 'expired']

/** What was taken out of the order. Of one that was rejected nothing is delivered. */
const removed = ({ amendments = [], status }: Amended): Amendment[] =>
  status === 'rejected' ? [] : amendments.filter(({ outcome }) => removing.includes(outcome))

/** Of what was replaced, only what the substitute costs less: so the lines add up to the price of the dishes, and the adjustments lower it. */
export const removedLines = (
  order: Amended,
  words: Pick<Words, 'replacedBy' | 'takenOut'>,
): [name: string, quantity: number, total: Money][] =>
  removed(order).map(({ name, quantity, outcome, substitute, total }) =>
    outcome === 'accepted' && substitute
      ? [words.replacedBy(name, substitute.name), quantity, { ...total, amount: total.amount - substitute.total.amount }]
      : [words.takenOut(name), quantity, total],
  )

/** A line keeps its number when it is no longer delivered. */
export const nameOfLine = ({ items, amendments = [] }: Order, line: number): string =>
  [...items, ...amendments].find((each) => each.line === line)?.name ?? ''
