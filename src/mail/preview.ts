/** Every mail with the data of an example, for `npm run mail`. */
import { type About, aboutOf } from './about.ts'
import { eventLetters, linkLetters } from './account-letters.ts'
import type { Letter } from './letter.ts'
import { type MailedOrder, orderLetters } from './order-letters.ts'
import { type Mail, toMail } from './write.ts'

const euros = (amount: number) => ({ amount, currency: 'EUR' })
const id = '019aa0b0-0000-7000-8000-000000000000'
const at = '2026-03-29T16:30:00Z'

const order: MailedOrder = {
  id,
  number: 1042,
  status: 'delivered',
  items: [
    {
      line: 0,
      productId: id,
      name: 'Bryndzové halušky',
      quantity: 2,
      unitPrice: euros(890),
      total: euros(1780),
      exclude: [],
      choices: [{ id, optionId: id, option: 'Veľkosť', name: 'Malá', price: euros(0) }],
      note: 'Bez slaniny, prosím.',
    },
    { line: 1, productId: id, name: 'Cesnaková polievka', quantity: 1, unitPrice: euros(490), total: euros(490), exclude: [] },
  ],
  promotion: { code: 'VITAJTE', name: 'VITAJTE' },
  discount: euros(227),
  deliveryFee: euros(190),
  tip: euros(100),
  total: euros(2333),
  adjustments: [],
  netTotal: euros(2333),
  delivery: { address: 'Hlavná 1, Bratislava', contactName: 'Nora' },
  payment: { id, method: 'card', status: 'succeeded', amount: euros(2333) },
  eta: { earliest: at, latest: '2026-03-29T16:45:00Z', promised: '2026-03-29T16:45:00Z' },
}

const link = { token: 'dG9rZW4tb2YtdGhlLWV4YW1wbGUtbm90LWEtcmVhbC1vbmU', login: 'nora' }
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/148.0'

const examples: Readonly<Record<string, (about: About) => Letter>> = {
  order_placed: (about) => orderLetters.order_placed(order, about),
  order_delivered: (about) => orderLetters.order_delivered(order, about),
  order_rejected: (about) => orderLetters.order_rejected({ ...order, reason: 'Dnes sa nám minuli zemiaky.' }, about),
  order_refunded: (about) =>
    orderLetters.order_refunded(order, about, { orderId: id, amount: euros(490), reason: 'Polievka bola studená.' }),
  verify_email: (about) => linkLetters.verify_email(link, about),
  reset_password: (about) => linkLetters.reset_password(link, about),
  email_in_use: (about) => eventLetters.email_in_use(link, about),
  password_changed: (about) => eventLetters.password_changed({ at }, about),
  email_changed: (about) => eventLetters.email_changed({ at }, about),
  new_sign_in: (about) => eventLetters.new_sign_in({ at, userAgent }, about),
}

export const templateNames: readonly string[] = Object.keys(examples)

/** Undefined where there is no such template. */
export const previewMail = (template: string, { locale, shop, url }: { locale: string; shop: string; url: string }): Mail | undefined => {
  const example = Object.hasOwn(examples, template) ? examples[template] : undefined
  const about = aboutOf({ locale, timeZone: 'Europe/Bratislava' }, { name: shop, locale: 'en', url })
  return example && toMail(example(about), about)
}
