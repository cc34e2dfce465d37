/** The texts of a report, by language. Other languages get English. */

import type { Order } from '../contract/index.ts'
import { remember } from '../contract/shapes/remember.ts'
import { english } from './english.ts'
import { slovak } from './slovak.ts'

export interface Words {
  receipt: (number: number) => string
  statement: string
  customer: string
  period: string
  until: (moment: string) => string
  since: (moment: string) => string
  orders: string
  /** Follows the number of orders: how many of them count in the totals. */
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

const languages: Readonly<Record<string, Words>> = { en: english, sk: slovak }

export const wordsOf = remember(100, (locale: string): Words => languages[new Intl.Locale(locale).language] ?? english)
