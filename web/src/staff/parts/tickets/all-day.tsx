/** How many of each dish are open. A tap shows the tickets that have it. */
import { useSignal } from '@preact/signals'
import { listed } from '../../../language/isolate.ts'
import { t } from '../../../language/staff-language.ts'
import { openDishes } from '../../state/all-day.ts'
import { search } from '../../state/filters.ts'

const wide = '(min-width: 64rem)'

export const AllDay = () => {
  const isOpen = useSignal(matchMedia(wide).matches)
  return (
    <details class="all-day" open={isOpen.value} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>{t().tickets.allDay}</summary>
      {openDishes.value.length === 0 && <p class="hint">{t().tickets.allDayEmpty}</p>}
      <ul>
        {openDishes.value.map(({ key, name, choices, count }) => (
          <li key={key}>
            <button
              type="button"
              class="plain"
              aria-pressed={search.value === name}
              onClick={() => {
                search.value = search.value === name ? '' : name
              }}
            >
              <b>{count}</b>
              <span>
                <bdi>{name}</bdi>
                {choices.length > 0 && <small>{listed(choices)}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
