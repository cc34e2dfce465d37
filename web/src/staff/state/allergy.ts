/** Notes that speak of an allergy, in the languages in which customers write. */
import type { QueueOrder } from '#contract'

/** Parts of words, without accents. English, Slovak, Czech, German, Hungarian, Polish and their neighbours share most of them. */
const signs =
  /a[l]{1,2}erg|anafyl|anaphyl|epi-?pen|intoleran|nesnas|neznas|vertra[g]|erzekeny|c(o|oe)?eliak|c(o|oe)?eliac|celiak|coeliac|zoliak|bezlepk|bez lepku|gluten|lakto[sz]|lactose|bez laktozy|bez orech|no nuts|peanut|arasid/

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()

export const isAboutAllergy = (note: string | undefined): note is string => note !== undefined && signs.test(plain(note))

/** The notes of the order and its lines that belong in the banner. */
export const allergyNotes = ({ note, items }: Pick<QueueOrder, 'note' | 'items'>): string[] =>
  [note, ...items.map((item) => item.note)].filter(isAboutAllergy)

export const speaksOfAllergy = (order: QueueOrder): boolean => allergyNotes(order).length > 0
