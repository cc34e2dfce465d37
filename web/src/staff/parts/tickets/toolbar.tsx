/** What of the queue is shown, and how the board calls. */
import { useSignal } from '@preact/signals'
import type { OrderStatus } from '#contract'
import { queueOf } from '#order-life'
import { t } from '../../../language/staff-language.ts'
import { moment } from '../../../ui/now.ts'
import { categories } from '../../state/dishes.ts'
import { type Filter, filter, hasFilter, search, station } from '../../state/filters.ts'
import { isInQueue, orders, roleNow } from '../../state/queue.ts'
import { change } from '../../state/settings.ts'
import { AlertSettings } from './alert-settings.tsx'

/** The statuses to choose from, where the board does not have a column for each. */
const statuses = (): [OrderStatus, string][] =>
  roleNow() === 'kitchen'
    ? queueOf('kitchen').map((status) => [status, status === 'confirmed' ? t().tickets.toCook : t().staff.column[status]])
    : []

/** Only the kitchen and managers see what a customer does not eat. */
const cares = (): [Filter, string][] => (roleNow() === 'kitchen' || roleNow() === 'manager' ? [['allergy', t().tickets.allergy]] : [])

const Filters = () => {
  const open = [...orders.value.values()].filter(isInQueue)
  const texts: [Filter, string][] = [['all', t().tickets.all], ...statuses(), ['late', t().tickets.late], ...cares()]
  return (
    <fieldset class="filters" aria-label={t().tickets.filter}>
      {texts.map(([each, text]) => (
        <label key={each} class="chip" data-filter={each}>
          <input type="radio" name="filter" checked={filter.value === each} onChange={() => (filter.value = each)} />
          {text} <b>{open.filter((order) => hasFilter(order, each, moment.value)).length}</b>
        </label>
      ))}
    </fieldset>
  )
}

const Stations = () => (
  <select
    class="station"
    aria-label={t().tickets.station}
    value={station.value ?? ''}
    onChange={({ currentTarget }) => change({ station: currentTarget.value || undefined })}
  >
    <option value="">{t().tickets.everyStation}</option>
    {categories.value.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ))}
  </select>
)

export const searchId = 'search-tickets'

export const Toolbar = () => {
  const isOpen = useSignal(false)
  return (
    <div class="toolbar">
      <input
        id={searchId}
        type="search"
        aria-label={t().tickets.search}
        placeholder={t().tickets.search}
        value={search.value}
        onInput={({ currentTarget }) => (search.value = currentTarget.value)}
      />
      {roleNow() === 'kitchen' && <Stations />}
      <Filters />
      <button type="button" id="alert-settings" class="secondary outline small" onClick={() => (isOpen.value = true)}>
        {t().tickets.alerts}
      </button>
      {isOpen.value && <AlertSettings close={() => (isOpen.value = false)} />}
    </div>
  )
}
