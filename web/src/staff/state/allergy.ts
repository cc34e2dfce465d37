/** What the kitchen must not overlook: the customer's restrictions, dishes that conflict with them, and notes that speak of an allergy. */
import type { QueueOrder } from '#contract'

/** Beginnings of words in the languages in which customers write, without accents. */
const signs =
  /all?erg|anafyl|anaphyl|epi-?pen|intoleran|neznas|nesnas|unvertrag|erzekeny|c(o|oe)?eliak|c(o|oe)?eliac|celiak|zoliak|bezlepk|bez lepku|gluten|lakto[sz]|lactose|no nuts|bez orech|peanut|arasid/

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()

export const isAboutAllergy = (note: string | undefined): note is string => note !== undefined && signs.test(plain(note))

type Noted = Pick<QueueOrder, 'note'> & { items: readonly Pick<QueueOrder['items'][number], 'note'>[] }

/** The notes of the order and its lines that belong in the banner. */
export const allergyNotes = ({ note, items }: Noted): string[] => [note, ...items.map((item) => item.note)].filter(isAboutAllergy)

export const needsCare = (order: QueueOrder): boolean =>
  (order.dietaryRestrictions ?? []).length > 0 ||
  allergyNotes(order).length > 0 ||
  order.items.some(({ dietaryConflicts }) => dietaryConflicts)
