/** Writes the mail of a queued message: checks its data, and reads what its template needs. */
import type { Queryable } from '../database/database.ts'
import { type Message, MessageRefused } from '../messages/channel.ts'
import { rowsById, toOrders } from '../orders/read.ts'
import { type About, aboutOf } from './about.ts'
import { eventData, eventLetters, linkData, linkLetters } from './account-letters.ts'
import { toHtml } from './html.ts'
import type { Letter } from './letter.ts'
import { orderData, orderLetters } from './order-letters.ts'
import { toText } from './text.ts'

export interface Attachment {
  filename: string
  content: Buffer
  contentType: string
}

export interface Mail {
  subject: string
  text: string
  html: string
  language: string
  attachments: readonly Attachment[]
}

export interface Sources {
  database: Queryable
  shopName: (locale: string) => Promise<string | undefined>
  /** The first language of the shop, if there is a shop. */
  firstLanguage: () => string
  publicUrl: () => string
  /** Makes the token of a link. Undefined if the link is no longer wanted. */
  issueToken: (linkId: string) => Promise<string | undefined>
  /** The receipt of an order, in the language of its customer. */
  receiptOf: (accountId: string, orderId: string) => Promise<Attachment>
}

interface Written {
  letter: Letter
  attachments?: readonly Attachment[]
}

type Wanted = Pick<Message, 'accountId' | 'address' | 'data' | 'createdAt'>
type Write = (message: Wanted, about: About, sources: Sources) => Promise<Written>

const aboutLink =
  (letter: (typeof linkLetters)[keyof typeof linkLetters]): Write =>
  async ({ data }, about, { issueToken }) => {
    const { linkId, login } = linkData.parse(data)
    const token = await issueToken(linkId)
    if (token === undefined) throw new MessageRefused('the link is no longer wanted')
    return { letter: letter({ token, login }, about) }
  }

/** Since the mail was queued, the customer may have changed the address or no longer want mails. */
const stillWantedSql = 'select from accounts a where a.id = $1 and a.email = $2 and wants_mail(a)'

const aboutOrder =
  (name: keyof typeof orderLetters): Write =>
  async ({ accountId, address, data }, about, { database, receiptOf }) => {
    const asked = orderData.parse(data)
    if ((await database.query(stillWantedSql, [accountId, address])).length === 0) throw new MessageRefused('the mail is no longer wanted')
    const [order] = toOrders(await rowsById(database, [asked.orderId]))
    if (!order) throw new MessageRefused('the order is gone')
    const attachments = name === 'order_delivered' ? [await receiptOf(accountId, asked.orderId)] : []
    return { letter: orderLetters[name](order, about, asked), attachments }
  }

const letters: Readonly<Record<string, Write>> = {
  order_placed: aboutOrder('order_placed'),
  order_delivered: aboutOrder('order_delivered'),
  order_rejected: aboutOrder('order_rejected'),
  order_refunded: aboutOrder('order_refunded'),
  verify_email: aboutLink(linkLetters.verify_email),
  reset_password: aboutLink(linkLetters.reset_password),
  email_in_use: async ({ data }, about) => ({ letter: eventLetters.email_in_use(eventData.email_in_use.parse(data), about) }),
  password_changed: async ({ createdAt }, about) => ({ letter: eventLetters.password_changed({ at: createdAt.toISOString() }, about) }),
  email_changed: async ({ createdAt }, about) => ({ letter: eventLetters.email_changed({ at: createdAt.toISOString() }, about) }),
  new_sign_in: async ({ data }, about) => ({ letter: eventLetters.new_sign_in(eventData.new_sign_in.parse(data), about) }),
}

export const toMail = (letter: Letter, about: About, attachments: readonly Attachment[] = []): Mail => ({
  subject: letter.subject,
  text: toText(letter, about),
  html: toHtml(letter, about),
  language: about.language,
  attachments,
})

/** Throws `MessageRefused` where there is nothing to write any more. */
export const writeMail = async (message: Message, sources: Sources): Promise<Mail> => {
  const write = Object.hasOwn(letters, message.template) ? letters[message.template] : undefined
  if (!write) throw new MessageRefused(`there is no template ${message.template}`)
  const locale = sources.firstLanguage() || 'en'
  const shop = { name: (await sources.shopName(message.locale)) ?? 'customerbackend', locale, url: sources.publicUrl() }
  const about = aboutOf(message, shop)
  const { letter, attachments } = await write(message, about, sources)
  return toMail(letter, about, attachments)
}
