/** The intervals of a run: of whole seconds, and not more than about 600. */

const mostTicks = 600
const longestSeconds = 10

/** Calls `tick` at the end of each interval, and once more when it stops. The moments do not drift, so those of several generators fit. */
export const startTicking = (plannedSeconds: number, tick: () => void) => {
  const every = Math.min(longestSeconds, Math.max(1, Math.ceil(plannedSeconds / mostTicks)))
  const started = performance.now()
  let timer: NodeJS.Timeout | undefined
  const schedule = (nth: number) => {
    timer = setTimeout(
      () => {
        tick()
        const passed = (performance.now() - started) / 1000
        schedule(Math.max(nth, Math.floor(passed / every)) + 1)
      },
      started + nth * every * 1000 - performance.now(),
    )
  }
  schedule(1)
  return {
    stop: (): void => {
      clearTimeout(timer)
      tick()
    },
  }
}
