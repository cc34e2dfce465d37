import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import type { Books } from '../../reports/books.ts'
import { sellerText } from '../../reports/source.ts'
import { forCaller } from '../kinds/handler.ts'
import { contentTypes } from '../order/report.ts'

interface Row {
  /** Null: the whole range. */
  day: string | null
  account: contract.LedgerAccount
  rate: number | null
  service: string | null
  currency: string
  debit: number
  credit: number
}

interface Read {
  rows: Row[]
  timeZone: string
  began: string
  locale: string
  fallback: string
  seller: contract.Seller | null
  at: string
}

const sql = `
  select coalesce((select json_agg(p order by p.day nulls first) from posted_sums($1, $2) p), '[]') as rows,
    s.time_zone as "timeZone", rfc3339(ledger_began()) as began, a.locale, s.locales[1] as fallback, seller_at(now()) as seller, rfc3339(now()) as at
  from store s join accounts a on a.id = $3`

const sumsOf = ({ account, rate, service, currency, debit, credit }: Row): contract.AccountSums => ({
  account,
  ...(rate !== null && { rate }),
  ...(service !== null && { service }),
  debit: { amount: debit, currency },
  credit: { amount: credit, currency },
})

/** In the order of the contract, the lowest rate first. */
const inOrder = (rows: readonly Row[]): contract.AccountSums[] => {
  const placeOf = ({ account }: Row) => contract.ledgerAccounts.indexOf(account)
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.rate ?? -1) - (b.rate ?? -1)).map(sumsOf)
}

const readBooks = async (database: Queryable, { from, to }: { from: string; to: string }, accountId: string) => {
  const [read] = await database.query<Read>(sql, [from, to, accountId])
  if (!read) throw new AppError('internal')
  const { rows, began, seller, ...reader } = read
  const of = (day: string | null) => inOrder(rows.filter((row) => row.day === day))
  const days = [...new Set(rows.flatMap(({ day }) => day ?? []))].map((day) => ({ day, accounts: of(day) }))
  const books: Books = { from, to, totals: of(null), days, seller: seller ? sellerText(seller) : '', ...reader }
  return { books, began }
}

export const booksReport = forCaller(contract.booksReport, ({ input: { format, ...range }, database, reports, caller }) =>
  reports.limit(caller.accountId, async () => {
    const { books, began } = await readBooks(database, range, caller.accountId)
    const { timeZone, totals, days } = books
    const content = format && (await reports.render({ format, books }))
    // the sums are in the same answer
    if (content && content.byteLength > contract.maxAnswerBytes / 2) throw new AppError('report_too_large')
    const named = { fileName: `books-${[...new Set([range.from, range.to])].join('-')}.${format}` }
    return { timeZone, began, totals, days, ...(format && content && { file: { ...named, contentType: contentTypes[format], content } }) }
  }),
)
