/** The time on the gateway, for everything that counts while the page is open. The device's own clock may be wrong. */
import { computed, signal } from '@preact/signals'

const everyMs = 1000
const coarseMs = 5000

let ahead = 0
let timer: ReturnType<typeof setInterval> | undefined

/** In milliseconds since 1970, at this moment. */
export const serverNow = (): number => Date.now() + ahead

const tick = () => {
  now.value = serverNow()
}

/** In milliseconds since 1970. Ticks once a second while the page shows something that depends on it. */
export const now = signal(Date.now(), {
  watched: () => {
    tick()
    timer = setInterval(tick, everyMs)
  },
  unwatched: () => clearInterval(timer),
})

/** The same in steps of five seconds, for what is shown in minutes. */
export const moment = computed(() => now.value - (now.value % coarseMs))

// a page in the background may not have ticked
document.addEventListener('visibilitychange', tick)

/** Call this with the gateway's time when it has just arrived. */
export const setServerTime = (time: string): void => {
  ahead = Date.parse(time) - Date.now()
  tick()
}
