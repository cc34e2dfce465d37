/** What each of the staff has collected and handed over in the last days. */
import { useSignal } from '@preact/signals'
import type { CashEntry } from '#contract'
import { calendarDate, dateOf, dateTime, money, number, t } from '../../../language/staff-language.ts'
import { Problem } from '../../../ui/action.tsx'
import { useFollowed } from '../../state/followed.ts'
import { staff } from '../../state/session.ts'
import { HandOver } from './hand-over.tsx'

const dayMs = 86_400_000
const days = 7

type By = 'day' | 'shift'

const read = async (by: By) => {
  const [from = '', to = ''] = [-days, 1].map((n) => new Date(Date.now() + n * dayMs).toISOString())
  const listed: CashEntry[] = []
  for await (const { entries } of staff().pages('cash:report', { from, to, by })) listed.push(...entries)
  return listed
}

/** By its noon: the day is the shop's, and this page may be in another time zone. */
const dayOf = (from: string) => calendarDate(dateOf(Date.parse(from) + dayMs / 2))

const When = ({ entry: { shiftId, from, to, endedBy } }: { entry: CashEntry }) => (
  <>
    {shiftId === undefined ? dayOf(from) : to === undefined ? t().couriers.onShift(dateTime(from)) : `${dateTime(from)} – ${dateTime(to)}`}
    {endedBy && <small class="ended-by">{t().couriers.endedBy(endedBy.name)}</small>}
  </>
)

const Row = ({ entry, isOwn }: { entry: CashEntry; isOwn: boolean }) => {
  const { account, deliveries, cash, pos, tips, handedOver, difference } = entry
  const cells: [label: string, text: string][] = [
    [t().couriers.deliveries, number(deliveries)],
    [t().couriers.inCash, money(cash)],
    [t().couriers.byCard, money(pos)],
    [t().couriers.tips, money(tips)],
  ]
  return (
    <tr>
      {isOwn ? (
        <th scope="row">
          <When entry={entry} />
        </th>
      ) : (
        <>
          <th scope="row">
            <bdi>{account.name}</bdi>
          </th>
          <td data-label={t().couriers.period}>
            <When entry={entry} />
          </td>
        </>
      )}
      {cells.map(([label, text]) => (
        <td key={label} data-label={label}>
          {text}
        </td>
      ))}
      <td data-label={t().couriers.handedOver}>
        {money(handedOver)}
        {difference !== 0 && <small class="difference">{t().couriers.difference(money({ ...handedOver, amount: difference }))}</small>}
      </td>
    </tr>
  )
}

const Table = ({ entries, isOwn }: { entries: readonly CashEntry[]; isOwn: boolean }) => (
  <div class="overflow-auto folds">
    <table class={isOwn ? 'cash own folding' : 'cash folding'}>
      <thead>
        <tr>
          {!isOwn && <th scope="col">{t().couriers.person}</th>}
          <th scope="col">{t().couriers.period}</th>
          <th scope="col">{t().couriers.deliveries}</th>
          <th scope="col">{t().couriers.inCash}</th>
          <th scope="col">{t().couriers.byCard}</th>
          <th scope="col">{t().couriers.tips}</th>
          <th scope="col">{t().couriers.handedOver}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={`${entry.account.id} ${entry.from}`} entry={entry} isOwn={isOwn} />
        ))}
      </tbody>
    </table>
  </div>
)

/** Managers who have collected, too, have cash to hand over. */
const Managers = ({
  entries,
  couriers,
  onChange,
}: {
  entries: readonly CashEntry[]
  couriers: ReadonlySet<string>
  onChange: () => Promise<unknown>
}) => {
  const carrying = new Map(
    entries.filter(({ account: { id }, carried }) => carried.amount > 0 && !couriers.has(id)).map((entry) => [entry.account.id, entry]),
  )
  return (
    <>
      {[...carrying.values()].map(({ account: { id, name }, carried }) => (
        <div key={id} class="courier-acts">
          <bdi>{name}</bdi> <strong>{t().couriers.cash(money(carried))}</strong>
          <HandOver accountId={id} name={name} carried={carried} onChange={onChange} />
        </div>
      ))}
    </>
  )
}

interface Props {
  /** Absent: the report is a courier's own. */
  couriers?: ReadonlySet<string>
  /** Changes when cash is handed over. */
  revision: string
}

export const CashReport = ({ couriers, revision }: Props) => {
  const by = useSignal<By>('day')
  const { value, problem, reload } = useFollowed(() => read(by.value), `${by.value} ${revision}`)
  const entries = value.value
  return (
    <section aria-labelledby="cash-report">
      <h2 id="cash-report">{t().couriers.report}</h2>
      <Problem>{problem.value}</Problem>
      <fieldset class="chips one-of" aria-label={t().couriers.by}>
        {(['day', 'shift'] as const).map((each) => (
          <label key={each} class="chip">
            <input type="radio" name="by" checked={by.value === each} onChange={() => (by.value = each)} />
            {each === 'day' ? t().couriers.byDay : t().couriers.byShift}
          </label>
        ))}
      </fieldset>
      {entries && couriers && <Managers entries={entries} couriers={couriers} onChange={reload} />}
      {entries &&
        (entries.length > 0 ? <Table entries={entries} isOwn={couriers === undefined} /> : <p class="hint">{t().couriers.noReport}</p>)}
    </section>
  )
}
