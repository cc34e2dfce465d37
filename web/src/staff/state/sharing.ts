/**
 * While a courier has switched it on, the device shares its position with the customers of their orders: on every tab of the board, and after
 * a reload. It ends with the session.
 */
import { computed, effect, signal } from '@preact/signals'
import { RequestError } from '#client'
import type { Location } from '#contract'
import { load, remove, store } from '../../ui/storage.ts'
import { session, staff, token } from './session.ts'

const key = 'sharing-position'
const atMostEveryMs = 1000

/** The account of the courier who has switched it on. */
const sharedBy = signal(load(key))

export const isSharing = computed(() => {
  const account = session.value?.account
  return account?.role === 'courier' && account.id === sharedBy.value
})

/** Where this device is, while it shares its position. */
export const here = signal<Location | undefined>(undefined)

/** Whether the device has said last that it has no position. */
export const isLost = signal(false)

export const setSharing = (isOn: boolean): void => {
  const accountId = isOn ? session.peek()?.account?.id : undefined
  if (accountId === undefined) remove(key)
  else store(key, accountId)
  sharedBy.value = accountId
  isLost.value = false
}

const share = (): (() => void) => {
  let next = 0
  // a telephone whose clock is wrong cannot say when it was there
  let tellsTime = true
  const send = ({ timestamp, coords: { latitude: lat, longitude: lng, heading, speed } }: GeolocationPosition) => {
    if (performance.now() < next) return
    next = performance.now() + atMostEveryMs
    isLost.value = false
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
  const lose = ({ code, PERMISSION_DENIED }: GeolocationPositionError) => {
    // any other failure passes: a courier in a garage has no position for a while
    if (code === PERMISSION_DENIED) setSharing(false)
    here.value = undefined
    isLost.value = true
  }
  const watching = navigator.geolocation.watchPosition(send, lose, { enableHighAccuracy: true })
  return () => {
    navigator.geolocation.clearWatch(watching)
    here.value = undefined
  }
}

export const followSharing = (): void => {
  effect(() => {
    if (token.value === undefined) setSharing(false)
  })
  effect(() => (isSharing.value ? share() : undefined))
}
