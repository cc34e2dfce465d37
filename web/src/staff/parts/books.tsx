/** The ledger of some days, by account, and by day as a file. */
import { useSignal } from '@preact/signals'
import type { AccountSums } from '#contract'
import { differenceOf, nameOfAccount } from '#ledger'
import { choices, dateOf, dateTime, money, percent, t } from '../../language/staff-language.ts'
import { ActionButton, Problem } from '../../ui/action.tsx'
import { save } from '../../ui/save.ts'
import { useFollowed } from '../state/followed.ts'
import { staff } from '../state/session.ts'
import { DayField } from './day-field.tsx'

const nameOf = (sums: AccountSums) => nameOfAccount(sums, t().books.accounts, percent)

const Table = ({ totals }: { totals: readonly AccountSums[] }) => (
  <div class="overflow-auto folds">
    <table class="posted folding">
      <thead>
        <tr>
          <th scope="col">{t().books.account}</th>
          <th scope="col">{t().books.debit}</th>
          <th scope="col">{t().books.credit}</th>
          <th scope="col">{t().books.difference}</th>
        </tr>
      </thead>
      <tbody>
        {totals.map((sums) => (
          <tr key={`${nameOf(sums)} ${sums.debit.currency}`}>
            <th scope="row">{nameOf(sums)}</th>
            <td data-label={t().books.debit}>{money(sums.debit)}</td>
            <td data-label={t().books.credit}>{money(sums.credit)}</td>
            <td data-label={t().books.difference}>{money(differenceOf(sums))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

export const Books = () => {
  const today = dateOf(Date.now())
  const to = useSignal(today)
  const from = useSignal(`${today.slice(0, 8)}01`)
  const range = { from: from.value, to: to.value }
  const { value, problem } = useFollowed(() => staff().request('books:report', range), `${range.from} ${range.to}`)
  const file = async (format: 'csv' | 'pdf') => {
    const { file: made } = await staff().request('books:report', { ...range, format })
    if (made) save(made)
  }
  const began = value.value?.began
  return (
    <section class="books">
      <h2>{t().books.title}</h2>
      <p class="hint">{t().books.hint}</p>
      <div class="days">
        <DayField label={t().books.from} day={from.value} change={(day) => (from.value = day)} />
        <DayField label={t().books.to} day={to.value} change={(day) => (to.value = day)} />
        {choices(t().books.files).map(([format, text]) => (
          <ActionButton key={format} class="secondary outline" act={() => file(format)}>
            {text}
          </ActionButton>
        ))}
      </div>
      <Problem>{problem.value}</Problem>
      {value.value && (value.value.totals.length > 0 ? <Table totals={value.value.totals} /> : <p>{t().books.none}</p>)}
      {began !== undefined && dateOf(Date.parse(began)) >= range.from && <p class="hint">{t().books.began(dateTime(began))}</p>}
    </section>
  )
}
