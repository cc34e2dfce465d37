/** Notes that speak of an allergy: the kitchen sees them, wherever the customer wrote them. */

/** Beginnings of words in the languages in which customers write, without accents. */
const signs =
  /all?erg|anafyl|anaphyl|epi-?pen|intoleran|neznas|nesnas|unvertrag|erzekeny|c(o|oe)?eliak|c(o|oe)?eliac|celiak|zoliak|bezlepk|bez lepku|gluten|lakto[sz]|lactose|no nuts|bez orech|peanut|arasid/

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()

export const isAboutAllergy = (note: string | null | undefined): note is string => typeof note === 'string' && signs.test(plain(note))
