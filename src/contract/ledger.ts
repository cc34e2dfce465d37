/** The accounts of the books as people read them: on the board and in files. */
import type { AccountSums, LedgerAccount } from './requests/books.ts'
import type { Money } from './shapes/values.ts'

export const accountNames = {
  en: {
    customers: 'Customers',
    provider: 'Payment service',
    terminal: 'Card terminals',
    cash: 'Cash with couriers',
    cash_shop: 'Cash handed over',
    sent_by_hand: 'Refunds sent by hand',
    disputes: 'Disputes',
    refunds: 'Refunds under way',
    unmatched: 'Transfers without an order',
    tips: 'Tips',
    tax: 'Tax',
    sales: 'Sales',
    delivery: 'Delivery fees',
    discounts: 'Discounts',
    returns: 'Given back',
    losses: 'Losses',
  },
  sk: {
    customers: 'Zákazníci',
    provider: 'Platobná služba',
    terminal: 'Platobné terminály',
    cash: 'Hotovosť u kuriérov',
    cash_shop: 'Odovzdaná hotovosť',
    sent_by_hand: 'Peniaze vrátené ručne',
    disputes: 'Reklamované platby',
    refunds: 'Peniaze na ceste späť',
    unmatched: 'Prevody bez objednávky',
    tips: 'Sprepitné',
    tax: 'DPH',
    sales: 'Tržby',
    delivery: 'Doručenie',
    discounts: 'Zľavy',
    returns: 'Vrátené z objednávok',
    losses: 'Straty',
  },
} satisfies Record<string, Record<LedgerAccount, string>>

/** The account, and where it has several, which one: the payment service, the tax rate. */
export const nameOfAccount = (
  { account, rate, service }: Pick<AccountSums, 'account' | 'rate' | 'service'>,
  names: Record<LedgerAccount, string>,
  percent: (rate: number) => string,
): string => [names[account], service, rate !== undefined && percent(rate)].filter(Boolean).join(' ')

/** What the debits are more than the credits. */
export const differenceOf = ({ debit, credit }: Pick<AccountSums, 'debit' | 'credit'>): Money => ({
  ...debit,
  amount: debit.amount - credit.amount,
})
