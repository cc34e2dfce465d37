/** While switched on, shares the courier's position with the customers of their orders. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { RequestError } from '#client'
import { t } from '../../language/staff-language.ts'
import { here } from '../state/here.ts'
import { staff } from '../state/session.ts'

const atMostEveryMs = 1000

const share = (onFailure: () => void): (() => void) => {
  let next = 0
  // a telephone whose clock is wrong cannot say when it was there
  let tellsTime = true
  const send = ({ timestamp, coords: { latitude: lat, longitude: lng, heading, speed } }: GeolocationPosition) => {
    if (performance.now() < next) return
    next = performance.now() + atMostEveryMs
    here.value = { lat, lng }
    // it would wait for the connection, and be out of date by then
    if (staff().state().status !== 'ready') return
    const movement = { ...(heading !== null && Number.isFinite(heading) && { heading }), ...(speed !== null && { speed }) }
    // a lost position needs no retry: the next one replaces it
    staff()
      .request('courier:locate', { location: { lat, lng }, ...movement, ...(tellsTime && { at: new Date(timestamp).toISOString() }) })
      .catch((error: unknown) => {
        if (error instanceof RequestError && error.failure.code === 'invalid_argument') tellsTime = false
      })
  }
  const watching = navigator.geolocation.watchPosition(send, onFailure, { enableHighAccuracy: true })
  return () => {
    navigator.geolocation.clearWatch(watching)
    here.value = undefined
  }
}

export const SharePosition = () => {
  const isOn = useSignal(false)
  const failed = useSignal(false)
  useEffect(() => {
    if (!isOn.value) return
    failed.value = false
    return share(() => {
      failed.value = true
      isOn.value = false
    })
  }, [isOn.value])
  return (
    <p class="row">
      <label>
        <input type="checkbox" checked={isOn.value} onChange={({ currentTarget }) => (isOn.value = currentTarget.checked)} />
        {t().staff.share}
      </label>
      <span role="status" class="hint">
        {isOn.value ? t().staff.sharing : failed.value && t().staff.noPosition}
      </span>
    </p>
  )
}
