/** The texts of a report, which each language has. */
import type { LedgerAccount, Order } from '../contract/index.ts'

export interface Words {
  receipt: (number: number) => string
  creditNote: (number: string) => string
  /** The order that a credit note is about. */
  order: string
  statement: string
  seller: string
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
  takenOut: (dish: string) => string
  replacedBy: (dish: string, substitute: string) => string
  /** What the promotion of this name takes off. */
  discount: (promotion: string) => string
  deliveryFee: string
  tip: string
  total: string
  adjustment: Record<Order['adjustments'][number]['kind'], string>
  /** The total less what was given back. */
  netTotal: string
  /** Of an order that ended without a sale. */
  toPay: string
  /** What a credit note gives back in all. */
  credited: string
  /** A part of the price that belongs to no portion. */
  partOf: (dish: string) => string
  reason: string
  refund: string
  refunds: Record<'none' | NonNullable<Order['adjustments'][number]['refund']>['status'], string>
  tax: string
  taxRate: string
  /** What is paid without the tax. */
  taxBase: string
  includesTax: (rate: string, tax: string) => string
  /** Follows the total of a statement: what of it are tips. */
  ofWhichTips: (amount: string) => string
  page: (number: number, of: number) => string
  made: (moment: string, timeZone: string) => string
  statuses: Record<Order['status'], string>
  methods: Record<Order['payment']['method'], string>
  payments: Record<Order['payment']['status'], string>
  books: {
    title: string
    total: string
    debit: string
    credit: string
    difference: string
    none: string
    accounts: Record<LedgerAccount, string>
  }
}
