/** Lines that the kitchen cannot make: what may be changed, and how. */
import type { Product, QueueOrder, RequestPayload } from '#contract'
import { dishes } from './dishes.ts'
import { plain } from './filters.ts'
import { isInQueue, roleNow, stepsFrom } from './queue.ts'
import { ofPerson, staff } from './session.ts'
import { act, advance } from './steps.ts'

export type Item = QueueOrder['items'][number]
export type Substitute = NonNullable<RequestPayload<'/staff', 'order:amend'>['lines'][number]['substitute']>

/** The line that is being changed. Not part of the ticket: it stays open where the ticket moves on meanwhile. */
export const amended = ofPerson<{ order: QueueOrder; item: Item } | undefined>(undefined)

export const closeAmend = (): void => {
  amended.value = undefined
}

/** Who may give an order up may also change its lines. */
export const canAmend = (order: QueueOrder): boolean =>
  (roleNow() === 'kitchen' || roleNow() === 'manager') && isInQueue(order) && stepsFrom(order.status).includes('rejected')

export const openOffer = ({ amendments = [] }: QueueOrder) => amendments.find(({ outcome }) => outcome === 'offered')

/** An order has one open offer at most, and none once it is ready. A new one for the same line takes the place of the old one. */
export const canOffer = (order: QueueOrder, { line }: Item): boolean =>
  order.status !== 'ready_for_pickup' && (openOffer(order)?.line ?? line) === line

/** Whether nothing would be left of the order without these portions. */
export const isLast = ({ items }: QueueOrder, { line }: Item, quantity: number): boolean =>
  items.every((item) => item.line === line && item.quantity === quantity)

const atOnce = 6

/** Whether the dish has nothing that the customer does not eat. */
const isSuitable = ({ ingredients }: Product, { dietaryRestrictions = [] }: QueueOrder) =>
  !ingredients.some(({ unfitFor = [] }) => unfitFor.some((each) => dietaryRestrictions.includes(each)))

/** What can be offered to this customer, by name. */
export const dishesToOffer = (order: QueueOrder, { productId }: Item, search: string): Product[] => {
  const words = plain(search).split(/\s+/).filter(Boolean)
  return (
    dishes.value
      .filter(({ name, available }) => available && words.every((word) => plain(name).includes(word)))
      // the same dish with another choice comes first
      .filter(({ id, options }) => id !== productId || options.length > 0)
      .toSorted((a, b) => Number(b.id === productId) - Number(a.id === productId))
      .filter((dish) => isSuitable(dish, order))
      .slice(0, atOnce)
  )
}

interface Change {
  quantity: number
  reason: string
  /** What leaves the menu too: the dish, or one of its choices. */
  soldOut: 'dish' | 'nothing' | { choiceId: string }
  /** What is offered instead. Without it the portions are taken out, and an order of which nothing would be left is rejected. */
  substitute?: Substitute | undefined
}

export const amend = async (order: QueueOrder, item: Item, { quantity, reason, soldOut, substitute }: Change): Promise<void> => {
  if (!substitute && isLast(order, item, quantity)) {
    const { productId } = item
    if (soldOut !== 'nothing')
      await staff().request('menu:set_availability', { productId, ...(soldOut !== 'dish' && soldOut), available: false })
    return advance(order, 'rejected', { reason })
  }
  const line = {
    line: item.line,
    quantity,
    ...(soldOut === 'dish' && { soldOut: true }),
    ...(typeof soldOut === 'object' && { soldOutChoices: [soldOut.choiceId] }),
    ...(substitute && { substitute }),
  }
  await act(order, `amend ${JSON.stringify(line)}`, () => staff().request('order:amend', { orderId: order.id, lines: [line], reason }))
}
