import { useSignal } from '@preact/signals'
import type { RequestData, RequestPayload } from '#contract'
import { toMajorUnits } from '#currency'
import { Chart } from '../../chart/chart.tsx'
import { choices, day, money, number, t } from '../../language/page-language.ts'
import { Problem } from '../../ui/action.tsx'
import { useAnswer } from '../../ui/answer.ts'
import { Chips } from '../../ui/chips.tsx'
import { Empty } from '../../ui/empty.tsx'
import { NextStep } from '../../ui/next-step.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { customer } from '../state/session.ts'

type Statistics = RequestData<'/', 'order:statistics'>
type Texts = ReturnType<typeof t>['statistics']
type Bucket = keyof Texts['buckets'] & RequestPayload<'/', 'order:statistics'>['bucket']
type Range = keyof Texts['ranges']

const daysOf: Record<Exclude<Range, 'all'>, number> = { month: 30, year: 365 }

const ask = (range: Range, bucket: Bucket) => {
  const from = range === 'all' ? {} : { from: new Date(Date.now() - daysOf[range] * 86_400_000).toISOString() }
  return customer().request('order:statistics', { bucket, ...from })
}

const Totals = ({ totals, eta }: Statistics) => (
  <dl class="tiles">
    <div>
      <dt>{t().statistics.orders}</dt>
      <dd>{totals.orders}</dd>
    </div>
    <div>
      <dt>{t().statistics.spent}</dt>
      <dd>{money(totals.total)}</dd>
    </div>
    <div>
      <dt>{t().statistics.average}</dt>
      <dd>{totals.average ? money(totals.average) : '–'}</dd>
    </div>
    <div>
      <dt>{t().statistics.minutes}</dt>
      <dd>
        {eta.averageMinutes === null ? '–' : number(eta.averageMinutes)}
        {eta.delivered > 0 && <small>{t().statistics.onTime(eta.onTime, eta.delivered)}</small>}
      </dd>
    </div>
  </dl>
)

const Shares = ({ title, rows }: { title: string; rows: { name: string; value: number; text: string }[] }) => {
  const most = Math.max(...rows.map(({ value }) => value))
  return (
    <section>
      <h2>{title}</h2>
      <ul class="shares">
        {rows.slice(0, 8).map(({ name, value, text }) => (
          <li key={name}>
            <span>{name}</span> <span>{text}</span>
            <meter aria-label={name} min={0} max={most} value={value} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const Charts = ({ statistics }: { statistics: Statistics }) => {
  const { series, byHour, byProduct, byPlace } = statistics
  return (
    <>
      <Chart
        title={t().statistics.series}
        points={series.map((bucket) => ({
          label: day(bucket.date),
          value: toMajorUnits(bucket.total),
          text: money(bucket.total),
        }))}
      />
      <Chart
        title={t().statistics.byHour}
        points={Array.from({ length: 24 }, (_, hour) => {
          const orders = byHour.find((each) => each.hour === hour)?.orders ?? 0
          return { label: String(hour), value: orders, text: String(orders) }
        })}
      />
      <div class="columns">
        <Shares title={t().statistics.byProduct} rows={byProduct.map(({ name, items }) => ({ name, value: items, text: `${items} ×` }))} />
        <Shares
          title={t().statistics.byPlace}
          rows={byPlace.map(({ address, orders }) => ({ name: address, value: orders, text: `${orders} ×` }))}
        />
      </div>
    </>
  )
}

const NoOrders = () => (
  <Empty icon="orders" title={t().statistics.none} text={t().statistics.noneText}>
    <NextStep to="">{t().basket.toMenu}</NextStep>
  </Empty>
)

const Results = ({ statistics, isBusy }: { statistics: Statistics; isBusy: boolean }) => (
  <div aria-busy={isBusy ? 'true' : undefined} class="results">
    {statistics.totals.orders === 0 ? (
      <NoOrders />
    ) : (
      <>
        <Totals {...statistics} />
        <Charts statistics={statistics} />
      </>
    )}
  </div>
)

export const StatisticsPage = () => {
  const range = useSignal<Range>('month')
  const bucket = useSignal<Bucket>('day')
  const asked = () => ask(range.value, bucket.value)
  const { value: statistics, problem, waiting } = useAnswer(asked, `${range.value} ${bucket.value}`)
  return (
    <Page title={t().statistics.title}>
      <div class="filters">
        <Chips
          label={t().statistics.range}
          options={choices(t().statistics.ranges)}
          value={range.value}
          choose={(each) => {
            range.value = each
          }}
        />
        <Chips
          label={t().statistics.bucket}
          options={choices(t().statistics.buckets)}
          value={bucket.value}
          choose={(each) => {
            bucket.value = each
          }}
        />
      </div>
      <Problem>{problem.value}</Problem>
      {statistics.value && <Results statistics={statistics.value} isBusy={waiting.value > 0} />}
      {!statistics.value && !problem.value && <Skeleton of="rows" />}
    </Page>
  )
}
