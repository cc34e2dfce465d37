import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Order } from '#contract'
import { finalStatuses } from '#order-life'
import { t } from '../../language/language.ts'
import { ActionButton, Problem, useAction } from '../../ui/action.tsx'
import { Page } from '../../ui/page.tsx'
import { save } from '../../ui/save.ts'
import { OrderRow } from '../parts/order-row.tsx'
import { isOver, live, orders, storeOrder } from '../state/orders.ts'
import { connection, customer } from '../state/session.ts'

const pageSize = 20

const statement = async (format: 'csv' | 'pdf') => save(await customer().request('order:report', { format }))

/** The past orders that were loaded page by page, and those that have ended since. */
const usePast = () => {
  const cursor = useSignal<string | undefined>(undefined)
  const oldest = useSignal<string | undefined>(undefined)
  const { problem, busy, run } = useAction()
  const load = () =>
    run(async () => {
      const payload = { status: [...finalStatuses], limit: pageSize, ...(cursor.value && { cursor: cursor.value }) }
      const page = await customer().request('order:list', payload)
      page.orders.forEach(storeOrder)
      cursor.value = page.nextCursor
      oldest.value = page.nextCursor === undefined ? '' : (page.orders.at(-1)?.placedAt ?? '')
    })
  useEffect(() => {
    void load()
  }, [])
  const isShown = (order: Order) => isOver(order) && oldest.value !== undefined && order.placedAt >= oldest.value
  const past = [...orders.value.values()].filter(isShown).sort((a, b) => b.placedAt.localeCompare(a.placedAt))
  return { past, problem, busy, load, hasMore: cursor.value !== undefined, isLoaded: oldest.value !== undefined }
}

const Past = () => {
  const { past, problem, busy, load, hasMore, isLoaded } = usePast()
  return (
    <section aria-labelledby="past" aria-busy={busy.value ? 'true' : undefined}>
      <h2 id="past">{t().orders.past}</h2>
      <Problem>{problem.value}</Problem>
      {isLoaded && past.length === 0 && <p>{t().orders.none}</p>}
      <ul class="orders">
        {past.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      {hasMore && (
        <button type="button" class="outline" onClick={load}>
          {t().orders.more}
        </button>
      )}
      {past.length > 0 && (
        <div class="choices">
          <ActionButton class="outline small" act={() => statement('csv')}>
            {t().orders.statementCsv}
          </ActionButton>
          <ActionButton class="outline small" act={() => statement('pdf')}>
            {t().orders.statementPdf}
          </ActionButton>
        </div>
      )}
    </section>
  )
}

export const OrdersPage = () => (
  <Page title={t().orders.title}>
    <p class="links">
      <a href="#/favorites">{t().orders.favorites}</a> <a href="#/statistics">{t().orders.statistics}</a>
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
    <Past />
  </Page>
)
