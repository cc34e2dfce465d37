import { useSignal } from '@preact/signals'
import { choices, t } from '../../language/page-language.ts'
import { ActionButton, Problem } from '../../ui/action.tsx'
import { Chips } from '../../ui/chips.tsx'
import { Empty } from '../../ui/empty.tsx'
import { NextStep } from '../../ui/next-step.tsx'
import { Page } from '../../ui/page.tsx'
import { save } from '../../ui/save.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { OrderRow } from '../parts/order-row.tsx'
import { live } from '../state/orders.ts'
import { type Outcome, type Period, startOf, usePastOrders } from '../state/past-orders.ts'
import { connection, customer } from '../state/session.ts'

const statement = async (format: 'csv' | 'pdf', period: Period) => {
  const from = startOf(period)
  await save(await customer().request('order:report', { format, ...(from && { from }) }))
}

const Statements = ({ period }: { period: Period }) => (
  <div class="choices">
    {choices(t().orders.statement).map(([format, text]) => (
      <ActionButton key={format} class="secondary outline small" act={() => statement(format, period)}>
        {text}
      </ActionButton>
    ))}
  </div>
)

const NoOrders = ({ isFiltered }: { isFiltered: boolean }) => {
  if (isFiltered) return <p>{t().orders.noneOfThese}</p>
  return (
    <Empty icon="orders" title={t().orders.none} text={t().orders.noneText}>
      <NextStep to="">{t().basket.toMenu}</NextStep>
    </Empty>
  )
}

const Past = ({ outcome, period }: { outcome: Outcome; period: Period }) => {
  const { past, problem, busy, load, hasMore, isLoaded } = usePastOrders(outcome, period)
  const isFiltered = outcome !== 'all' || period !== 'all'
  return (
    <>
      <Problem>{problem.value}</Problem>
      {!isLoaded && busy.value && <Skeleton of="rows" count={4} />}
      {isLoaded && past.length === 0 && (isFiltered || live.value.length === 0) && <NoOrders isFiltered={isFiltered} />}
      <ul class="orders">
        {past.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      {hasMore && (
        <button type="button" class="secondary outline" aria-busy={busy.value ? 'true' : undefined} onClick={load}>
          {t().orders.more}
        </button>
      )}
      {past.length > 0 && <Statements period={period} />}
    </>
  )
}

const PastOrders = () => {
  const outcome = useSignal<Outcome>('all')
  const period = useSignal<Period>('all')
  return (
    <section aria-labelledby="past">
      <h2 id="past">{t().orders.past}</h2>
      <div class="filters">
        <Chips
          label={t().orders.outcome}
          options={choices(t().orders.outcomes)}
          value={outcome.value}
          choose={(each) => {
            outcome.value = each
          }}
        />
        <Chips
          label={t().statistics.range}
          options={choices(t().statistics.ranges)}
          value={period.value}
          choose={(each) => {
            period.value = each
          }}
        />
      </div>
      <Past key={`${outcome.value} ${period.value}`} outcome={outcome.value} period={period.value} />
    </section>
  )
}

export const OrdersPage = () => (
  <Page title={t().orders.title}>
    <p class="links">
      <a class="chip" href="#/favorites">
        {t().orders.favorites}
      </a>
      <a class="chip" href="#/statistics">
        {t().orders.statistics}
      </a>
    </p>
    {live.value.length > 0 && (
      <section aria-labelledby="live">
        <h2 id="live">{t().orders.live}</h2>
        <ul class="orders" aria-busy={connection.value.status === 'ready' ? undefined : 'true'}>
          {live.value.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </ul>
      </section>
    )}
    <PastOrders />
  </Page>
)
