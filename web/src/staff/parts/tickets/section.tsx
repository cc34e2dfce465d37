/** A part of the board: a heading and its tickets, a limited number at first. */
import { useSignal } from '@preact/signals'
import type { QueueOrder } from '#contract'
import { t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { search } from '../../state/filters.ts'
import { news } from '../../state/news.ts'
import type { Section, SectionName } from '../../state/places.ts'
import { hasMoreForLater, orders, roleNow, showMoreForLater } from '../../state/queue.ts'
import { Ticket } from './ticket.tsx'

const atOnce = 60

const title = (name: SectionName) => ({ ...t().staff.column, ...t().tickets.section })[name]

/** An order that has left the queue is shown as it was heard of last. */
const orderOf = (id: string): QueueOrder | undefined => orders.value.get(id) ?? news.value.find(({ order }) => order.id === id)?.order

interface Props {
  section: Section
  /** The key of each ticket that has one. */
  hotkeys: ReadonlyMap<string, string>
}

const Tickets = ({ section: { name, ids }, hotkeys }: Props) => {
  const limit = useSignal(atOnce)
  const hidden = ids.length - limit.value
  const shown = ids.slice(0, limit.value).flatMap((id) => orderOf(id) ?? [])
  return (
    <>
      {ids.length === 0 && <p class="hint">{t().staff.empty}</p>}
      <div class="tickets">
        {shown.map((order) => (
          <Ticket key={order.id} order={order} hotkey={hotkeys.get(order.id)} />
        ))}
      </div>
      {hidden > 0 && (
        <button type="button" class="secondary outline" onClick={() => (limit.value += atOnce)}>
          {t().tickets.more(Math.min(hidden, atOnce))}
        </button>
      )}
      {name === 'later' && hidden <= 0 && hasMoreForLater.value && (
        <ActionButton class="secondary outline" act={showMoreForLater}>
          {t().tickets.moreForLater}
        </ActionButton>
      )}
    </>
  )
}

const Heading = ({ name, ids }: Section) => (
  <>
    {title(name)} <span class="count">{ids.length}</span>
  </>
)

/** Folded, except where it is a column of the manager's, or a search may have found something in it. */
const Later = (props: Props) => {
  const isOpen = useSignal(roleNow() === 'manager')
  return (
    <details
      class="later"
      open={isOpen.value || search.value !== ''}
      onToggle={({ currentTarget }) => {
        if (search.peek() === '') isOpen.value = currentTarget.open
      }}
    >
      <summary>
        <Heading {...props.section} />
      </summary>
      <Tickets {...props} />
    </details>
  )
}

export const BoardSection = (props: Props) => {
  const { name } = props.section
  if (name === 'later') return <Later {...props} />
  return (
    <section aria-labelledby={`section-${name}`} data-name={name}>
      <h2 id={`section-${name}`}>
        <Heading {...props.section} />
      </h2>
      <Tickets {...props} />
    </section>
  )
}
