/** The books of some days, as CSV and as PDF. */
import { stringify } from 'csv-stringify/sync'
import type { AccountSums } from '../contract/index.ts'
import { differenceOf, nameOfAccount } from '../contract/ledger.ts'
import type { Format } from './format.ts'
import { wordsOf } from './language.ts'
import { createPaper, type Paper, rowWidth } from './paper.ts'
import type { Words } from './words.ts'

export interface Books {
  from: string
  to: string
  timeZone: string
  totals: AccountSums[]
  days: { day: string; accounts: AccountSums[] }[]
  /** Who reads it. */
  locale: string
  /** The shop's first language. */
  fallback: string
  /** The seller on one line; empty if the shop names none. */
  seller: string
  /** When it was read, RFC 3339. */
  at: string
}

/** One row for each account of each day, with the words of the ledger: for programs. */
export const toBooksCsv = ({ days }: Books, { decimal }: Format): Uint8Array => {
  const rows = days.flatMap(({ day, accounts }) =>
    accounts.map((sums) => [
      day,
      sums.account,
      sums.service,
      sums.rate,
      sums.debit.currency,
      decimal(sums.debit),
      decimal(sums.credit),
      decimal(differenceOf(sums)),
    ]),
  )
  const columns = ['day', 'account', 'service', 'tax_rate', 'currency', 'debit', 'credit', 'difference']
  // no cell is a text of a person, so none is escaped: a negative number would be taken for a formula
  return Buffer.from(stringify(rows, { header: true, columns, bom: true, record_delimiter: 'windows' }))
}

const amountWidth = 95
const nameWidth = rowWidth - 3 * amountWidth - 5

const writeRow = (paper: Paper, [name, ...amounts]: readonly [string, string, string, string], bold = false) =>
  paper.row(
    [
      { text: name, x: 0, width: nameWidth, bold },
      ...amounts.map((text, n) => ({ text, x: rowWidth - (3 - n) * amountWidth, width: amountWidth, align: 'right' as const, bold })),
    ],
    { size: 8, gap: 2 },
  )

const writeTable = (paper: Paper, title: string, accounts: readonly AccountSums[], words: Words['books'], format: Format) => {
  // avoid a page break right after a heading
  paper.keep(60)
  paper.space(6)
  writeRow(paper, [title, words.debit, words.credit, words.difference], true)
  paper.rule()
  for (const sums of accounts)
    writeRow(paper, [
      nameOfAccount(sums, words.accounts, format.percent),
      format.money(sums.debit),
      format.money(sums.credit),
      format.money(differenceOf(sums)),
    ])
}

export const toBooksPdf = (books: Books, format: Format): Promise<Uint8Array> => {
  const { locale, fallback, from, to, seller, timeZone, totals, days, at } = books
  const { books: words, made, page: pageOf } = wordsOf(locale, fallback)
  const paper = createPaper({ title: words.title, locale })
  const period = from === to ? format.day(from) : `${format.day(from)} – ${format.day(to)}`
  paper.row([{ text: words.title, x: 0, width: rowWidth, bold: true }], { size: 16, gap: 10 })
  for (const text of [seller, period].filter((each) => each !== '')) paper.row([{ text, x: 0, width: rowWidth }])
  writeTable(paper, words.total, totals, words, format)
  for (const { day, accounts } of days) writeTable(paper, format.day(day), accounts, words, format)
  if (days.length === 0) paper.row([{ text: words.none, x: 0, width: rowWidth }])
  return paper.finish((page, of) => [made(format.moment(at), timeZone), pageOf(page, of)])
}
