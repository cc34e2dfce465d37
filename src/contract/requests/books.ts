/** The books, as managers read them. */
import { z } from 'zod'
import { money, timestamp } from '../shapes/values.ts'
import { longestDays } from './fields.ts'
import { reportFile } from './order-reports.ts'
import { request } from './request.ts'

/** The accounts of the ledger; docs/books.md explains them. `cash` is what couriers carry, all of them together. */
export const ledgerAccounts = [
  'customers',
  'provider',
  'terminal',
  'cash',
  'cash_shop',
  'sent_by_hand',
  'disputes',
  'refunds',
  'unmatched',
  'tips',
  'tax',
  'sales',
  'delivery',
  'discounts',
  'returns',
  'losses',
] as const
export type LedgerAccount = (typeof ledgerAccounts)[number]

const sums = {
  account: z.enum(ledgerAccounts).describe('The account. `cash`: what all couriers together carry.'),
  rate: z.number().optional().describe('The tax rate in percent, where the account has one.'),
  service: z.string().optional().describe('The payment service of a `provider`.'),
  debit: money.describe('What was debited.'),
  credit: money.describe('What was credited.'),
}

const accountSums = z.object(sums).describe('An account with what was posted to it.')
export type AccountSums = z.infer<typeof accountSums>

const day = (what: string) =>
  z.iso
    .date()
    .refine((date) => date >= '2000-01-01', 'must not be before the year 2000')
    .describe(`The ${what} day, on the clock of the shop.`)

export const booksReport = request({
  event: 'books:report',
  unrecorded: true,
  summary: 'Adds up the ledger by day and account, on the clock of the shop, and makes a file of it if you name a format.',
  limit: { cost: 5, takesTurns: true },
  roles: ['manager'],
  errors: ['report_too_large'],
  input: z
    .strictObject({
      from: day('first'),
      to: day('last'),
      format: z.enum(['csv', 'pdf']).optional().describe('The type of the file. Absent: no file.'),
    })
    .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' })
    .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < longestDays * 86_400_000, {
      path: ['from'],
      message: `must be less than ${longestDays} days before to`,
    }),
  data: z.object({
    timeZone: z.string().describe('The time zone of the shop.'),
    began: timestamp.describe('When the ledger began: orders from before are not in it.'),
    totals: z.array(accountSums).describe('The whole range by account.'),
    days: z
      .array(z.object({ day: z.iso.date().describe('The day.'), accounts: z.array(accountSums).describe('The day by account.') }))
      .describe('Each day with postings, the earliest first.'),
    file: reportFile.optional().describe('The file, if you named a format.'),
  }),
})
