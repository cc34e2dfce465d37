import { moneyFormat, toMajorUnits } from '../contract/currency.ts'
import type { Fault, Rule } from '../contract/shapes/failure.ts'
import type { PaymentMethod } from '../contract/shapes/payment.ts'
import { type Phrases, sayFaults } from './phrases.ts'

/** One, two to four, five and more. */
const count = (number: number, one: string, few: string, many: string): string =>
  `${number} ${number === 1 ? one : number >= 2 && number <= 4 ? few : many}`
const letters = (limit: number) => count(limit, 'znak', 'znaky', 'znakov')
const entries = (limit: number) => count(limit, 'položku', 'položky', 'položiek')

/** The fields that people fill in, without what they are a part of. */
const labels: Readonly<Record<string, string>> = {
  login: 'Prihlasovacie meno',
  email: 'E-mail',
  password: 'Heslo',
  current: 'Súčasné heslo',
  next: 'Nové heslo',
  name: 'Meno',
  phone: 'Telefón',
  address: 'Adresa',
  addresses: 'Adresy',
  label: 'Názov adresy',
  location: 'Miesto na mape',
  contactName: 'Kontaktná osoba',
  timeZone: 'Časové pásmo',
  locale: 'Jazyk',
  dietaryRestrictions: 'Diéty a alergie',
  notificationPreferences: 'Upozornenia',
  preferredPaymentMethod: 'Obľúbený spôsob platby',
  paymentMethod: 'Spôsob platby',
  method: 'Spôsob platby',
  delivery: 'Doručenie',
  at: 'Čas doručenia',
  items: 'Položky objednávky',
  quantity: 'Počet kusov',
  exclude: 'Vynechané suroviny',
  choices: 'Možnosti položky',
  tip: 'Sprepitné',
  promotionCode: 'Zľavový kód',
  note: 'Poznámka',
  comment: 'Komentár',
  reason: 'Dôvod',
  rating: 'Hodnotenie',
  courierRating: 'Hodnotenie kuriéra',
  search: 'Hľadaný výraz',
  text: 'Hľadaný výraz',
  expectedTotal: 'Suma',
  from: 'Začiatok obdobia',
  to: 'Koniec obdobia',
  format: 'Formát súboru',
}

const labelOf = ({ field }: Fault): string => {
  const [name = ''] = /[^.]*$/.exec(field.replaceAll(/\[\d+\]/g, '')) ?? []
  if (field === '') return 'Požiadavka'
  return (Object.hasOwn(labels, name) && labels[name]) || field
}

const rules: Readonly<Record<Rule, (limit: number) => string>> = {
  required: () => 'vyplňte toto pole',
  type: () => 'hodnota má nesprávny tvar',
  unknown: () => 'toto pole nepoznáme',
  too_short: (limit) => (limit <= 1 ? 'vyplňte toto pole' : `zadajte aspoň ${letters(limit)}`),
  too_long: (limit) => `zadajte najviac ${letters(limit)}`,
  too_few: (limit) => `vyberte aspoň ${entries(limit)}`,
  too_many: (limit) => `vyberte najviac ${entries(limit)}`,
  too_small: (limit) => `zadajte najmenej ${limit}`,
  too_big: (limit) => `zadajte najviac ${limit}`,
  choice: () => 'vyberte jednu z ponúkaných možností',
  format: () => 'hodnota má nesprávny tvar',
  plain: () => 'obsahuje znaky, ktoré nemožno použiť',
  visible: () => 'vyplňte toto pole',
  email: () => 'zadajte adresu v tvare jana@priklad.sk',
  phone: () => 'zadajte číslo s predvoľbou krajiny, napríklad +421 900 123 456',
  time_zone: () => 'toto časové pásmo nepoznáme',
  locale: () => 'tento jazyk nepoznáme',
  later_than_from: () => 'musí byť neskôr ako začiatok obdobia',
  not_found: () => 'to, na čo odkazuje, neexistuje',
  decimals: () => 'má viac desatinných miest, než mena dovoľuje',
  taken: () => 'už sa používa',
  overlaps: () => 'prekrýva sa s iným časom toho istého dňa',
  common: () => 'zvoľte si menej bežné',
  other: () => 'skontrolujte, prosím, túto hodnotu',
}

const methods: Readonly<Record<PaymentMethod, string>> = {
  cash: 'v hotovosti pri doručení',
  pos: 'kartou pri doručení',
  qr: 'QR kódom',
  card: 'kartou online',
}

export const slovakPhrases: Phrases = {
  faults: (named) => `${sayFaults(named, { label: labelOf, rule: ({ fault: { rule, limit = 0 } }) => rules[rule](limit) })}.`,
  missing: (field) => `${labelOf({ field, rule: 'required' })}: vyplňte toto pole, v účte tento údaj nemáte.`,
  unknownDish: (line) => `${line + 1}. položku nemáme v ponuke.`,
  notRemovable: (_, dish) => `Z položky „${dish}“ túto surovinu vynechať nemôžeme.`,
  choiceRequired: (_, dish, option) => `Pri položke „${dish}“ treba ešte vybrať: ${option}.`,
  choiceNotPossible: (_, dish) => `Pri položke „${dish}“ ste vybrali niečo, čo neponúkame, alebo toho je priveľa.`,
  unavailable: (dishes) => `Teraz nemáme: ${dishes}.`,
  conflicting: (dishes) =>
    `Vašej diéte nevyhovuje: ${dishes}. Vynechajte suroviny, ktoré jej nevyhovujú, alebo potvrďte, že to chcete aj tak.`,
  tipTooLarge: (most) =>
    most.amount === 0
      ? 'Pri tejto objednávke sprepitné neprijímame.'
      : `Sprepitné môže byť najviac ${moneyFormat('sk', most.currency).format(toMajorUnits(most))}.`,
  short: (lacking) =>
    `Nemáme dosť surovín: ${lacking
      .map(({ dish, ingredient, possible }) =>
        possible === 0 ? `${dish} (došlo: ${ingredient})` : `${dish} (${ingredient}: stačí na ${count(possible, 'kus', 'kusy', 'kusov')})`,
      )
      .join(', ')}.`,
  methodNotAccepted: (_, __, accepted) =>
    `Tento spôsob platby neprijímame. Zaplatiť môžete ${accepted.map((method) => methods[method]).join(', ')}.`,
  notDelivered: () => 'Objednávku môžete ohodnotiť, až keď bude doručená.',
  alreadyRated: () => 'Túto objednávku ste už ohodnotili.',
  bodyTooLarge: (maxBytes) => `Súbor môže mať najviac ${maxBytes} bajtov.`,
  bodyTooSlow: () => 'Odosielanie trvalo príliš dlho. Skúste to znova.',
  sendToken: () => 'Najprv sa prihláste.',
  noResource: () => 'Na tejto adrese nič nie je.',
  noSuchMethod: () => 'Táto adresa takúto požiadavku neprijíma.',
  pageNotFound: () => ({
    title: 'Stránka sa nenašla',
    text: 'Na tejto adrese nie je žiadna stránka. Skontrolujte, či je napísaná správne.',
  }),
  rateTooLate: (days) => `Objednávku môžete ohodnotiť len do ${days} dní od doručenia.`,
}
