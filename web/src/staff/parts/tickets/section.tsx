/** A part of the board: a heading and its tickets, a limited number at first. */
import { useSignal } from '@preact/signals'
import type { QueueOrder } from '#contract'
import { t } from '../../../language/language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { news } from '../../state/news.ts'
import type { Section, SectionName } from '../../state/places.ts'
import { hasMoreForLater, orders, showMoreForLater } from '../../state/queue.ts'
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

export const BoardSection = (props: Props) => {
  const { name, ids } = props.section
  const count = <span class="count">{ids.length}</span>
  if (name === 'later')
    return (
      <details class="later">
        <summary>
          {title(name)} {count}
        </summary>
        <Tickets {...props} />
      </details>
    )
  return (
    <section aria-labelledby={`section-${name}`} data-name={name}>
      <h2 id={`section-${name}`}>
        {title(name)} {count}
      </h2>
      <Tickets {...props} />
    </section>
  )
}
