/** The clock of the board: the gateway's time. Everything that depends on the time is drawn again when it ticks. */
import { computed, signal } from '@preact/signals'
import { serverNow } from '../../ui/now.ts'

const everyMs = 1000
const coarseMs = 5000

/** In milliseconds since 1970. Ticks once a second, and at once when the page is shown again. */
export const now = signal(serverNow())

/** The same in steps of five seconds, for what is shown in minutes. */
export const moment = computed(() => now.value - (now.value % coarseMs))

/** Call it too when the gateway has told its time. */
export const tick = (): void => {
  now.value = serverNow()
}
setInterval(tick, everyMs)
document.addEventListener('visibilitychange', tick)
