/**
 * While a courier has switched it on, the device shares its position with the customers of their orders: on every page of the board, in every
 * tab of the browser, and after a reload. It ends with the session.
 */
import { computed, effect, signal } from '@preact/signals'
import { RequestError } from '#client'
import type { Location } from '#contract'
import { load, onStored, remove, store } from '../../ui/storage.ts'
import { connection, session, staff, token } from './session.ts'

const key = 'sharing-position'
const atMostEveryMs = 1000
/** How long the time of a position is left out after it was refused. */
const withoutTimeMs = 60_000

const canLocate = 'geolocation' in navigator

/** The account of the courier who has switched it on. */
const sharedBy = signal(load(key))

export const isSharing = computed(() => {
  const { account, mustEnrol } = session.value ?? {}
  return canLocate && account?.role === 'courier' && !mustEnrol && account.id === sharedBy.value
})

/** Where this device is, while it shares its position. */
export const here = signal<Location | undefined>(undefined)

/** Whether the latest report of the device was that it has no position. */
export const isLost = signal(false)

export const canBeSeen = computed(() => isSharing.value && here.value !== undefined && connection.value.status === 'ready')

export const setSharing = (isOn: boolean): void => {
  const accountId = isOn && canLocate ? session.peek()?.account?.id : undefined
  if (accountId === undefined) remove(key)
  else store(key, accountId)
  sharedBy.value = accountId
  isLost.value = isOn && !canLocate
}

const share = (onRefused: () => void): (() => void) => {
  let next = 0
  let tellsTimeFrom = 0
  const send = ({ timestamp, coords: { latitude: lat, longitude: lng, heading, speed } }: GeolocationPosition) => {
    const now = performance.now()
    if (now < next) return
    next = now + atMostEveryMs
    isLost.value = false
    here.value = { lat, lng }
    // it would wait for the connection, and be out of date by then
    if (staff().state().status !== 'ready') return
    const movement = { ...(heading !== null && Number.isFinite(heading) && { heading }), ...(speed !== null && { speed }) }
    const time = now < tellsTimeFrom ? {} : { at: new Date(timestamp).toISOString() }
    // a lost position needs no retry: the next one replaces it
    staff()
      .request('courier:locate', { location: { lat, lng }, ...movement, ...time })
      .catch((error: unknown) => {
        // a telephone whose clock is wrong cannot say when it was there
        if (error instanceof RequestError && error.failure.code === 'invalid_argument') tellsTimeFrom = performance.now() + withoutTimeMs
      })
  }
  const lose = ({ code, PERMISSION_DENIED }: GeolocationPositionError) => {
    next = 0
    here.value = undefined
    // any other failure passes: a courier in a garage has no position for a while
    if (code === PERMISSION_DENIED) {
      setSharing(false)
      onRefused()
    }
    isLost.value = true
  }
  const watching = navigator.geolocation.watchPosition(send, lose, { enableHighAccuracy: true })
  return () => {
    navigator.geolocation.clearWatch(watching)
    here.value = undefined
  }
}

/** `onRefused`: the device does not let the page know its position, and sharing has ended. */
export const followSharing = (onRefused: () => void): void => {
  onStored(key, () => {
    sharedBy.value = load(key)
    isLost.value = false
  })
  effect(() => {
    if (token.value === undefined) setSharing(false)
  })
  effect(() => (isSharing.value ? share(onRefused) : undefined))
}
