/** The pin on the map that the courier sees. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Location } from '#contract'
import { t } from '../../language/language.ts'
import { OrderMap } from '../../map/order-map.tsx'
import type { PinMap } from '../../map/pin-map.ts'
import { hasStreets } from '../../map/streets.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { account } from '../state/account.ts'
import { orders } from '../state/orders.ts'

/** A place to begin at, for a customer who has not put a pin: one of theirs. */
const knownPlace = (): Location | undefined =>
  account.value?.addresses.find(({ location }) => location)?.location ??
  [...orders.value.values()].find(({ delivery }) => delivery.location)?.delivery.location

interface ChooseProps {
  from: Location | undefined
  put: (to: Location) => void
  close: () => void
}

const ChoosePlace = ({ from, put, close }: ChooseProps) => {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<PinMap | undefined>(undefined)
  const start = useSignal(from)
  const failed = useSignal(false)
  const isShown = start.value !== undefined || hasStreets
  useEffect(() => {
    const element = place.current
    if (!element) return
    let isLeft = false
    void import('../../map/pin-map.ts').then(({ openPinMap }) => {
      if (!isLeft) map.current = openPinMap(element, start.peek())
    })
    return () => {
      isLeft = true
      map.current?.remove()
      map.current = undefined
    }
  }, [isShown])
  const goThere = ({ coords: { latitude: lat, longitude: lng } }: GeolocationPosition) => {
    failed.value = false
    map.current?.moveTo({ lat, lng })
    start.value = { lat, lng }
  }
  const finish = () => {
    const { current } = map
    if (!current) return
    put(current.location())
    close()
  }
  return (
    <Dialog title={t().basket.pinTitle} close={close}>
      {isShown && (
        <>
          <p class="hint">{t().basket.pinHow}</p>
          <div class="pin-place">
            <div ref={place} class="map" role="application" aria-label={t().basket.pinMap} />
          </div>
        </>
      )}
      {'geolocation' in navigator && (
        <button
          type="button"
          class={isShown ? 'secondary outline' : ''}
          onClick={() => navigator.geolocation.getCurrentPosition(goThere, () => (failed.value = true))}
        >
          {t().basket.here}
        </button>
      )}
      <p role="status" class="hint">
        {failed.value && t().basket.noPosition}
      </p>
      {isShown && (
        <footer>
          <button type="button" onClick={finish}>
            {t().basket.pinHere}
          </button>
        </footer>
      )}
    </Dialog>
  )
}

export const Pin = ({ location, put }: { location: Location | undefined; put: (to: Location | undefined) => void }) => {
  const isOpen = useSignal(false)
  return (
    <div class="pin-choice">
      {location && <OrderMap key={`${location.lat} ${location.lng}`} home={location} trail={[]} />}
      <p class="hint">{location ? t().basket.pinHint : t().basket.noPin}</p>
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
