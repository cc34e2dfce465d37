/** An order for people who have the link: where it is and when it comes. */
import type { TrackedOrder } from '#contract'
import { finalStatuses } from '#order-life'
import { ago, clock, dateTime, t } from '../language/page-language.ts'
import { OrderMap } from '../map/order-map.tsx'
import { countdown } from '../progress/countdown.ts'
import { Steps } from '../progress/steps.tsx'
import { brand } from '../ui/brand.ts'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { Empty } from '../ui/empty.tsx'
import { Icon } from '../ui/icon.tsx'
import { now } from '../ui/now.ts'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { connection, order, ride } from './state.ts'

/** A position that is older may be far from where the courier is. */
const oldMs = 60_000

const Arrival = ({ order: { status, eta, timeline } }: { order: TrackedOrder }) => {
  const last = timeline.at(-1)
  if (status === 'delivered' && last) return <p class="hint">{t().order.delivered(dateTime(last.at))}</p>
  if (finalStatuses.includes(status) || status === 'awaiting_payment') return null
  return (
    <>
      <p class="arrival" role="timer">
        {countdown(eta)}
      </p>
      <p class="hint">
        {t().order.arrival} {t().order.eta(dateTime(eta.earliest), clock(eta.latest))}
      </p>
    </>
  )
}

const Courier = () => {
  const { at } = ride.value
  const age = at === undefined ? undefined : Math.max(0, now.value - Date.parse(at))
  return (
    <section class="courier" aria-labelledby="courier">
      <Icon name="ride" />
      <h2 id="courier">{t().track.courier}</h2>
      <p class="hint" data-old={age !== undefined && age > oldMs}>
        {age === undefined ? t().order.noPosition : t().order.position(ago(age))}
      </p>
    </section>
  )
}

const Followed = ({ order: followed }: { order: TrackedOrder }) => {
  const { status } = followed
  const { trail } = ride.value
  return (
    <div class="tracking followed">
      <div>
        {trail.length > 0 && <OrderMap trail={trail} home={undefined} />}
        <section class="progress" data-over={finalStatuses.includes(status) && status !== 'delivered'}>
          <Arrival order={followed} />
          <p class="status" role="status">
            {t().track.status[status]}
          </p>
          <Steps order={followed} />
        </section>
        {status === 'in_transit' && <Courier />}
      </div>
    </div>
  )
}

const Content = () => {
  const { value: state } = connection
  if (state.status === 'ended' && state.failure.reason !== 'closed')
    return <Empty icon="ride" title={t().track.ended} text={t().track.endedText} />
  return order.value ? <Followed order={order.value} /> : <Skeleton of="rows" />
}

export const App = () => (
  <>
    <header class="top">
      <p class="brand">
        {brand.value !== '' && (
          <a href="/" dir="auto">
            {brand.value}
          </a>
        )}
      </p>
    </header>
    <ConnectionBanner state={connection} />
    <Page title={t().track.title} class="followed">
      <Content />
    </Page>
  </>
)
