/** The dishes of a ticket. In the kitchen each is ticked off with a tap; those of other stations step back. */
import type { ComponentChildren } from 'preact'
import { isAboutAllergy } from '#allergy-notes'
import type { QueueOrder } from '#contract'
import { listed } from '../../../language/isolate.ts'
import { t } from '../../../language/staff-language.ts'
import { Icon } from '../../../ui/icon.tsx'
import { amended, canAmend } from '../../state/amend.ts'
import { ingredientNames } from '../../state/dishes.ts'
import { isOfStation } from '../../state/filters.ts'
import { roleNow } from '../../state/queue.ts'
import { isTicked, toggleTick } from '../../state/ticks.ts'
import type { Shown } from '../recipient.tsx'

type Item = QueueOrder['items'][number]

const Without = ({ item: { productId, exclude = [] } }: { item: Item }) =>
  exclude.length > 0 ? <span class="without">{t().basket.without(listed(ingredientNames(productId, exclude)))}</span> : null

const Chosen = ({ item: { choices = [] } }: { item: Item }) =>
  choices.length > 0 ? <span class="chosen">{listed(choices.map(({ name }) => name))}</span> : null

const Tick = ({ orderId, line, children }: { orderId: string; line: number; children: ComponentChildren }) => (
  <button type="button" class="plain tick" aria-pressed={isTicked(orderId, line)} onClick={() => toggleTick(orderId, line)}>
    {children}
  </button>
)

const OutOfIt = ({ order, item }: { order: QueueOrder; item: Item }) => (
  <button
    type="button"
    class="plain out-of-it"
    aria-label={t().tickets.amend.open(item.name)}
    title={t().tickets.amend.open(item.name)}
    onClick={() => {
      amended.value = { order, item }
    }}
  >
    <Icon name="out" />
  </button>
)

/** `queued`: the order as it is in the queue. */
export const Dishes = ({ order, queued }: { order: Shown; queued: QueueOrder }) => {
  const isKitchen = roleNow() === 'kitchen'
  const isChangeable = canAmend(queued)
  return (
    <ul class="ticket-dishes">
      {order.items.map((item) => {
        const dish = (
          <>
            <strong>{item.quantity} ×</strong> <bdi>{item.name}</bdi> <Chosen item={item} /> <Without item={item} />
          </>
        )
        return (
          <li key={item.line} class={isOfStation(item) ? undefined : 'elsewhere'}>
            {isKitchen ? (
              <Tick orderId={order.id} line={item.line}>
                {dish}
              </Tick>
            ) : (
              <span>{dish}</span>
            )}
            {isChangeable && <OutOfIt order={queued} item={item} />}
            {item.note && !isAboutAllergy(item.note) && <small dir="auto">{t().quoted(item.note)}</small>}
          </li>
        )
      })}
    </ul>
  )
}
