/** The words of a text in the form in which a search compares them: without accents, case and plural. */

/** Letters that Unicode does not take apart into a letter and an accent. */
const whole: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i' }

/** `Nicoise` for `Niçoise`, in lower case. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłħı]/g, (letter) => whole[letter] ?? letter)

/** English plurals. Other languages have too many forms for rules: there, typing errors are allowed for. */
const singular = (word: string): string => {
  if (word.length < 4 || /(?:ss|us|is)$/.test(word)) return word
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:sh|ch|x|o)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}

const words = /[\p{L}\p{N}]+|\p{Extended_Pictographic}/gu

/** An apostrophe is part of a word: `chef's` is one. */
export const wordsOf = (text: string): string[] => (fold(text.replace(/(?<=\p{L})['’](?=\p{L})/gu, '')).match(words) ?? []).map(singular)

/** English and Slovak words that say nothing about a dish. */
const empty: ReadonlySet<string> = new Set(
  wordsOf(
    'a an and any dish eat food for from has have i in meal me no not of on or please some something the this to want with without aj alebo bez chcem do jedlo na nieco od po pre prosim s so v vo z zo',
  ),
)

/** Further words of a search are not looked at. */
const most = 8

/** The words to look for: without those that say nothing, unless it is the only one, which may be the beginning of another. */
export const soughtWords = (text: string): string[] => {
  const all = [...new Set(wordsOf(text))]
  const telling = all.filter((word) => !empty.has(word))
  return (all.length === 1 ? all : telling).slice(0, most)
}

/** Words of different cooks for the same thing. */
const alike = [
  'aubergine eggplant baklazan',
  'courgette zucchini cuketa',
  'rocket arugula rukola',
  'coriander cilantro koriander',
  'prawn shrimp scampi kreveta',
  'mussel moule slavka',
  'fries chips frites hranolky',
  'chickpea garbanzo cicer',
  'beetroot beet cvikla',
  'porridge oatmeal kasa',
  'yoghurt yogurt jogurt',
  'curry kari',
  'dessert dezert zakusok 🍰',
  'pancake crepe lievance palacinky',
  'chilli chili',
].map(wordsOf)

/** What people type who want one of several things. */
const meant: ReadonlyMap<string, readonly string[]> = new Map(
  [
    'coffee espresso cappuccino latte',
    'kava espresso cappuccino latte',
    '☕ coffee espresso cappuccino latte',
    'fish salmon tuna bream anchovy losos tuniak prazma',
    'ryba salmon tuna bream anchovy losos tuniak prazma',
    'seafood prawn mussel oyster kreveta',
    'meat beef chicken pork lamb duck bacon',
    'hamburger burger',
    'cheeseburger burger',
    '🍔 burger',
    '🍕 pizza',
    '🍟 fries frites',
    '🥗 salad salat',
    '🍝 spaghetti pasta',
    '🍜 noodle rezance',
    'sweet dessert dezert',
    'sladke dessert dezert',
    'pudding dessert dezert',
    'spicy chilli',
    'hot chilli',
    'palive chilli',
    'soda lemonade limonada',
    'beverage drink napoje',
  ].map((line) => {
    const [typed = '', ...menu] = wordsOf(line)
    return [typed, menu]
  }),
)

/** Other words for the same thing, and for things of the same kind. */
export const synonymsOf = (word: string): string[] => [
  ...alike.filter((group) => group.includes(word)).flatMap((group) => group.filter((other) => other !== word)),
  ...(meant.get(word) ?? []),
]

/** What is left of a word without its ending, where a language inflects. Undefined for a word that is too short. */
export const stemOf = (word: string): string | undefined => /^(\p{L}{3,}?)(?:[aeiouy]+|ami|ach|och|ov[aeiouy]|[aeiou]m)$/u.exec(word)?.[1]
