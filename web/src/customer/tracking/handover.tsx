/** What the customer has to know at the door. */
import type { Order } from '#contract'
import { clock, t } from '../../language/page-language.ts'
import { Icon } from '../../ui/icon.tsx'
import { now } from '../../ui/now.ts'

const Waiting = ({ until }: { until: string }) => (
  <section class="at-door" role="status">
    <Icon name="door" />
    <h2>{Date.parse(until) > now.value ? t().order.atDoor(clock(until)) : t().order.wasAtDoor}</h2>
  </section>
)

const Pin = ({ pin }: { pin: string }) => (
  <section class="pin-code" aria-labelledby="pin">
    <h2 id="pin">{t().order.pin}</h2>
    {/* read digit by digit */}
    <p class="digits" role="img" aria-label={[...pin].join(' ')}>
      {pin}
    </p>
    <p class="hint">{t().order.pinHint}</p>
  </section>
)

export const Handover = ({ order: { pin, atDoorUntil, delivery, status } }: { order: Order }) => (
  <>
    {atDoorUntil !== undefined && <Waiting until={atDoorUntil} />}
    {pin !== undefined && <Pin pin={pin} />}
    {delivery.leaveAtDoor && status === 'in_transit' && <p class="hint">{t().order.leftAtDoor}</p>}
  </>
)
