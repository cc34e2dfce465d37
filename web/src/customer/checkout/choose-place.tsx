/** The dialog in which the customer puts the pin. It says at once whether we deliver there, and for how much. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Location } from '#contract'
import { money, number, t } from '../../language/page-language.ts'
import type { PinMap } from '../../map/pin-map.ts'
import type { Spot } from '../../map/spot.ts'
import { hasStreets } from '../../map/streets.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { subtotal } from '../state/basket.ts'
import { chosen, typed } from '../state/checkout.ts'
import { shop } from '../state/shop.ts'
import { AddressField } from './address-field.tsx'

const Verdict = ({ spot }: { spot: Spot }) => {
  const { area, nearest, isDelivered, fee } = spot
  const texts = t().where
  if (!isDelivered) return <strong class="outside">{texts.outside(nearest?.area.name, nearest && number(nearest.km))}</strong>
  const { minimum, freeFrom } = area ?? {}
  const missing = minimum && { ...minimum, amount: minimum.amount - (subtotal.value?.amount ?? 0) }
  return (
    <>
      <strong>
        {area && (
          <>
            <bdi>{area.name}</bdi>.{' '}
          </>
        )}
        {texts.delivery(money(fee))}.
      </strong>{' '}
      {freeFrom && fee.amount > 0 && texts.freeFrom(money(freeFrom))}{' '}
      {minimum && missing && missing.amount > 0 && texts.addMore(money(missing), money(minimum))}
    </>
  )
}

interface Props {
  from: Location | undefined
  put: (to: Location) => void
  close: () => void
}

export const ChoosePlace = ({ from, put, close }: Props) => {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<PinMap | undefined>(undefined)
  const start = useSignal(from)
  const sought = useSignal(typed.peek())
  const spot = useSignal<Spot | undefined>(undefined)
  const failed = useSignal(false)
  const isShown = start.value !== undefined || hasStreets || (shop.value?.areas.length ?? 0) > 0
  useEffect(() => {
    const element = place.current
    if (!element) return
    let isLeft = false
    void import('../../map/pin-map.ts').then(({ openPinMap }) => {
      if (isLeft) return
      const known = shop.peek()
      const onRest = (on: Spot) => {
        spot.value = on
      }
      map.current = openPinMap(element, start.peek(), known && { shop: known, subtotal: subtotal.peek()?.amount ?? 0, onRest })
    })
    return () => {
      isLeft = true
      map.current?.remove()
      map.current = undefined
    }
  }, [isShown])
  const goTo = (to: Location) => {
    failed.value = false
    map.current?.moveTo(to)
    start.value = to
  }
  const finish = () => {
    const { current } = map
    if (!current) return
    put(current.location())
    close()
  }
  return (
    <Dialog title={t().basket.pinTitle} close={close}>
      {shop.value?.addressSearch && (
        <AddressField
          label={t().basket.address}
          name="sought"
          value={sought.value}
          type={(text) => {
            sought.value = text
          }}
          choose={({ address, location }) => {
            sought.value = address
            if (chosen.peek() === undefined && typed.peek().trim() === '') typed.value = address
            goTo(location)
          }}
        />
      )}
      {isShown && (
        <>
          <p class="hint">{t().basket.pinHow}</p>
          <div class="pin-place">
            <div ref={place} class="map" role="application" aria-label={t().basket.pinMap} />
          </div>
          <p role="status" class="spot">
            {spot.value && <Verdict spot={spot.value} />}
          </p>
        </>
      )}
      {'geolocation' in navigator && (
        <button
          type="button"
          class={isShown ? 'secondary outline' : ''}
          onClick={() =>
            navigator.geolocation.getCurrentPosition(
              ({ coords }) => goTo({ lat: coords.latitude, lng: coords.longitude }),
              () => {
                failed.value = true
              },
            )
          }
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
