/** Where the shop is. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Location } from '#contract'
import { o } from '../../../language/office.ts'
import { t } from '../../../language/staff-language.ts'
import { OrderMap } from '../../../map/order-map.tsx'
import type { PinMap } from '../../../map/pin-map.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { type Bound, useFault } from '../fields/field.tsx'
import { fieldsIn } from '../values.ts'

/** Undefined if it is not one. */
export const placeIn = (value: unknown): Location | undefined => {
  const { lat, lng } = fieldsIn(value)
  return typeof lat === 'number' && typeof lng === 'number' ? { lat, lng } : undefined
}

interface MoveProps {
  from: Location | undefined
  put: (to: Location) => void
  close: () => void
}

const MovePin = ({ from, put, close }: MoveProps) => {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<PinMap | undefined>(undefined)
  useEffect(() => {
    let isLeft = false
    void import('../../../map/pin-map.ts').then(({ openPinMap }) => {
      if (!isLeft && place.current) map.current = openPinMap(place.current, from)
    })
    return () => {
      isLeft = true
      map.current?.remove()
    }
  }, [])
  const finish = () => {
    if (map.current) put(map.current.location())
    close()
  }
  return (
    <Dialog title={o().settings.place} close={close}>
      <p class="hint">{t().basket.pinHow}</p>
      <div class="pin-place">
        <div ref={place} class="map" role="application" aria-label={t().basket.pinMap} />
      </div>
      <footer>
        <button type="button" onClick={finish}>
          {o().settings.putPin}
        </button>
      </footer>
    </Dialog>
  )
}

export const Place = ({ field, value, set }: Bound) => {
  const isOpen = useSignal(false)
  const fault = useFault(field, { inside: true })
  const place = placeIn(value)
  return (
    <fieldset class="pin-choice">
      <legend>{o().settings.place}</legend>
      {place && <OrderMap key={`${place.lat} ${place.lng}`} home={place} trail={[]} name={o().settings.shopHere} />}
      <p class="hint">{o().settings.placeHint}</p>
      <button type="button" class="secondary outline small" onClick={() => (isOpen.value = true)}>
        {o().settings.movePlace}
      </button>
      {fault && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
      {isOpen.value && <MovePin from={place} put={set} close={() => (isOpen.value = false)} />}
    </fieldset>
  )
}
