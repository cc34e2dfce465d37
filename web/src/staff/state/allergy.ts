/** What the kitchen must not overlook: the customer's restrictions, dishes that conflict with them, and notes that speak of an allergy. */
import { isAboutAllergy } from '#allergy-notes'
import type { QueueOrder } from '#contract'

type Noted = Pick<QueueOrder, 'note'> & { items: readonly Pick<QueueOrder['items'][number], 'note'>[] }

/** The notes of the order and its lines that belong in the banner. */
export const allergyNotes = ({ note, items }: Noted): string[] => [note, ...items.map((item) => item.note)].filter(isAboutAllergy)

export const needsCare = (order: QueueOrder): boolean =>
  (order.dietaryRestrictions ?? []).length > 0 ||
  allergyNotes(order).length > 0 ||
  order.items.some(({ dietaryConflicts }) => dietaryConflicts)
