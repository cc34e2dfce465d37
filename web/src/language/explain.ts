/** What went wrong, in the words of the page. The messages of the gateway name fields and values for other programs. */
import type { Failure } from '#contract'
import type { Texts as FirstTexts } from './en/index.ts'
import type { PageTexts } from './en/of-pages.ts'
import type { StaffTexts } from './en/of-staff.ts'

/** Those of the page; on the board also those of the staff. */
export type Texts = FirstTexts & PageTexts & Partial<Pick<StaffTexts, 'staffErrors'>>

type Label = (texts: Texts) => string

/** The fields that people fill in, by their path in the payload without the indexes of lists. */
export const fieldLabels: Readonly<Record<string, Label>> = {
  login: ({ sign }) => sign.login,
  email: ({ sign }) => sign.email,
  password: ({ sign }) => sign.password,
  code: ({ sign }) => sign.code,
  name: ({ sign }) => sign.name,
  phone: ({ sign }) => sign.phone,
  current: ({ account }) => account.current,
  next: ({ account }) => account.next,
  address: ({ basket }) => basket.address,
  location: ({ basket }) => basket.here,
  'addresses.label': ({ account }) => account.label,
  addresses: ({ account }) => account.addresses,
  locale: ({ account }) => account.language,
  timeZone: ({ account }) => account.timeZone,
  dietaryRestrictions: ({ account }) => account.diets,
  notificationPreferences: ({ account }) => account.notifications,
  preferredPaymentMethod: ({ account }) => account.preferredPayment,
  contactName: ({ basket }) => basket.contactName,
  at: ({ basket }) => basket.time,
  paymentMethod: ({ payment }) => payment.title,
  method: ({ payment }) => payment.title,
  items: ({ basket }) => basket.title,
  'items.note': ({ dish }) => dish.note,
  note: ({ basket }) => basket.instructions,
  delivery: ({ basket }) => basket.where,
  expectedTotal: ({ basket }) => basket.total,
  promotionCode: ({ promotion }) => promotion.code,
  remember: ({ card }) => card.remember,
  tip: ({ basket }) => basket.tip,
  reason: ({ order }) => order.cancelWhy,
  comment: ({ order }) => order.comment,
  rating: ({ rating }) => rating.food,
  courierRating: ({ rating }) => rating.courier,
  search: ({ menu }) => menu.of.food.search,
  text: ({ basket }) => basket.address,
  date: ({ basket }) => basket.day,
  diets: ({ menu }) => menu.diets,
  from: ({ statistics }) => statistics.range,
  to: ({ statistics }) => statistics.range,
  bucket: ({ statistics }) => statistics.bucket,
}

/** An id that the gateway cannot read belongs to nothing. */
const ofIds: Readonly<Record<string, keyof Texts['errors']>> = {
  orderId: 'order_not_found',
  productId: 'product_not_found',
  categoryId: 'category_not_found',
  favoriteId: 'favorite_not_found',
  paymentId: 'payment_not_found',
  sessionId: 'session_not_found',
}

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** The paths that a field may be known by: `items[0].note` is `items.note`, `note` and `items`. */
const namesOf = (field: string) => {
  const path = field.replaceAll(/\[\d+\]/g, '')
  const parts = path.split('.')
  return [path, parts.at(-1) ?? '', parts[0] ?? '']
}

const fieldsOf = ({ details }: Failure): string[] => {
  const fields = typeof details === 'object' && details !== null && 'fields' in details ? details.fields : []
  return Array.isArray(fields) ? fields.map(String) : []
}

const explainField = (field: string, texts: Texts): string | undefined => {
  for (const name of namesOf(field)) {
    const [label, reason] = [own(fieldLabels, name), own(ofIds, name)]
    if (reason) return texts.errors[reason]
    if (label) return texts.checkField(label(texts))
  }
  return undefined
}

export const explainFailure = (failure: Failure, texts: Texts): string => {
  const { reason, code } = failure
  const known: Readonly<Record<string, string>> = { ...texts.errors, ...texts.staffErrors }
  const wrongFields = code === 'invalid_argument' && reason === undefined ? fieldsOf(failure) : []
  for (const field of wrongFields) {
    const text = explainField(field, texts)
    if (text) return text
  }
  return own(known, reason ?? '') ?? own(known, code) ?? texts.failed
}
