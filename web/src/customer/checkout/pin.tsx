/** The pin on the map that the courier sees. */
import { useSignal } from '@preact/signals'
import type { Location } from '#contract'
import { money, t } from '../../language/page-language.ts'
import { OrderMap } from '../../map/order-map.tsx'
import { account } from '../state/account.ts'
import { orders } from '../state/orders.ts'
import { quote } from '../state/quote.ts'
import { shop } from '../state/shop.ts'
import { placeObstacle } from '../state/where.ts'
import { ChoosePlace } from './choose-place.tsx'
import { Obstacle } from './option.tsx'

/** A place to begin at, for a customer who has not put a pin: one of theirs. */
const knownPlace = (): Location | undefined =>
  account.value?.addresses.find(({ location }) => location)?.location ??
  [...orders.value.values()].find(({ delivery }) => delivery.location)?.delivery.location

/** The area of the address, and what a delivery there costs. */
const AreaNote = () => {
  const { area, deliveryFee } = quote.value ?? {}
  if (!area || !deliveryFee) return null
  const { freeFrom } = shop.value?.areas.find(({ code }) => code === area.code) ?? {}
  return (
    <p class="hint">
      <bdi>{area.name}</bdi>. {t().where.delivery(money(deliveryFee))}.{' '}
      {freeFrom && deliveryFee.amount > 0 && t().where.freeFrom(money(freeFrom))}
    </p>
  )
}

export const Pin = ({ location, put }: { location: Location | undefined; put: (to: Location | undefined) => void }) => {
  const isOpen = useSignal(false)
  return (
    <div class="pin-choice">
      {location && <OrderMap key={`${location.lat} ${location.lng}`} home={location} trail={[]} />}
      {placeObstacle.value ? (
        <Obstacle>{placeObstacle.value}</Obstacle>
      ) : (
        <>
          <AreaNote />
          <p class="hint">{location ? t().basket.pinHint : t().basket.noPin}</p>
        </>
      )}
      <div class="choices">
        <button type="button" class="secondary outline small" onClick={() => (isOpen.value = true)}>
          {location ? t().basket.movePin : t().basket.putPin}
        </button>
        {location && (
          <button type="button" class="secondary outline small" onClick={() => put(undefined)}>
            {t().basket.removePin}
          </button>
        )}
      </div>
      {isOpen.value && <ChoosePlace from={location ?? knownPlace()} put={put} close={() => (isOpen.value = false)} />}
    </div>
  )
}
