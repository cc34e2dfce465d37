/** What a report says, in each of its languages; others get English. */
import type { Order } from '../contract/index.ts'

interface Words {
  receipt: (number: number) => string
  statement: string
  customer: string
  period: string
  until: (moment: string) => string
  since: (moment: string) => string
  orders: string
  /** Beside the number of orders: how many of them the totals count. */
  counted: (number: number) => string
  none: string
  status: string
  registered: string
  cooking: string
  estimated: string
  minutes: (number: number) => string
  delivery: string
  promised: string
  delivered: string
  place: string
  wanted: string
  courier: string
  payment: string
  note: string
  rating: string
  dish: string
  quantity: string
  price: string
  subtotal: string
  deliveryFee: string
  total: string
  page: (number: number, of: number) => string
  made: (moment: string, timeZone: string) => string
  statuses: Record<Order['status'], string>
  methods: Record<Order['payment']['method'], string>
  payments: Record<Order['payment']['status'], string>
}

const en: Words = {
  receipt: (number) => `Receipt for order ${number}`,
  statement: 'Statement of orders',
  customer: 'Customer',
  period: 'Period',
  until: (moment) => `until ${moment}`,
  since: (moment) => `from ${moment}`,
  orders: 'Orders',
  counted: (number) => `${number} of them count towards the total`,
  none: 'There are no orders in this period.',
  status: 'Status',
  registered: 'Registered',
  cooking: 'Cooking',
  estimated: 'estimated',
  minutes: (number) => `${number} min`,
  delivery: 'Delivery',
  promised: 'promised',
  delivered: 'delivered',
  place: 'Place of delivery',
  wanted: 'Wanted at',
  courier: 'Courier',
  payment: 'Payment',
  note: 'Note',
  rating: 'Rating',
  dish: 'Dish',
  quantity: 'Quantity',
  price: 'Price',
  subtotal: 'Subtotal',
  deliveryFee: 'Delivery',
  total: 'Total',
  page: (number, of) => `Page ${number} of ${of}`,
  made: (moment, timeZone) => `Made on ${moment} (${timeZone})`,
  statuses: {
    awaiting_payment: 'awaiting payment',
    placed: 'placed',
    confirmed: 'confirmed',
    in_preparation: 'in preparation',
    ready_for_pickup: 'ready for pick-up',
    in_transit: 'on its way',
    delivered: 'delivered',
    returned: 'returned',
    cancelled: 'cancelled',
    rejected: 'rejected',
    expired: 'expired',
  },
  methods: { cash: 'cash', pos: 'card at the door', qr: 'QR code', card: 'card' },
  payments: {
    requires_payment_method: 'not paid',
    requires_action: 'not paid',
    requires_capture: 'to be paid at the door',
    processing: 'being processed',
    succeeded: 'paid',
    canceled: 'cancelled',
    refunded: 'refunded',
    partially_refunded: 'partly refunded',
    failed: 'failed',
  },
}

const sk: Words = {
  receipt: (number) => `Doklad k objednávke ${number}`,
  statement: 'Výpis objednávok',
  customer: 'Zákazník',
  period: 'Obdobie',
  until: (moment) => `do ${moment}`,
  since: (moment) => `od ${moment}`,
  orders: 'Objednávky',
  counted: (number) => `do súčtu sa ráta ${number}`,
  none: 'V tomto období nie sú žiadne objednávky.',
  status: 'Stav',
  registered: 'Prijatá',
  cooking: 'Príprava',
  estimated: 'odhad',
  minutes: (number) => `${number} min`,
  delivery: 'Doručenie',
  promised: 'sľúbené',
  delivered: 'doručené',
  place: 'Miesto doručenia',
  wanted: 'Želaný čas',
  courier: 'Kuriér',
  payment: 'Platba',
  note: 'Poznámka',
  rating: 'Hodnotenie',
  dish: 'Jedlo',
  quantity: 'Množstvo',
  price: 'Cena',
  subtotal: 'Medzisúčet',
  deliveryFee: 'Doručenie',
  total: 'Spolu',
  page: (number, of) => `Strana ${number} z ${of}`,
  made: (moment, timeZone) => `Vytvorené ${moment} (${timeZone})`,
  statuses: {
    awaiting_payment: 'čaká na platbu',
    placed: 'prijatá',
    confirmed: 'potvrdená',
    in_preparation: 'pripravuje sa',
    ready_for_pickup: 'pripravená na odber',
    in_transit: 'na ceste',
    delivered: 'doručená',
    returned: 'vrátená',
    cancelled: 'zrušená',
    rejected: 'odmietnutá',
    expired: 'nezaplatená včas',
  },
  methods: { cash: 'hotovosť', pos: 'karta pri dverách', qr: 'QR kód', card: 'karta' },
  payments: {
    requires_payment_method: 'nezaplatené',
    requires_action: 'nezaplatené',
    requires_capture: 'zaplatí sa pri dverách',
    processing: 'spracúva sa',
    succeeded: 'zaplatené',
    canceled: 'zrušené',
    refunded: 'vrátené',
    partially_refunded: 'čiastočne vrátené',
    failed: 'neúspešné',
  },
}

const languages: Readonly<Record<string, Words>> = { en, sk }

export const wordsOf = (locale: string): Words => languages[new Intl.Locale(locale).language] ?? en
