/** Keeps the screen on while the board is shown. */
import { effect } from '@preact/signals'
import { isShown } from '../../ui/shown.ts'
import { session } from './session.ts'
import { settings } from './settings.ts'

const canKeepAwake = 'wakeLock' in navigator

/** Call this once. */
export const keepAwake = (): void => {
  if (!canKeepAwake) return
  // browsers release the lock when the page is hidden, so it is requested again when it is shown
  effect(() => {
    if (!session.value || !settings.value.keepAwake || !isShown.value) return
    // refused on a low battery: the screen then turns off as it always does
    const lock = navigator.wakeLock.request('screen').catch(() => undefined)
    return () => void lock.then((held) => held?.release())
  })
}
