/**
 * Runs `work` again and again, with `everyMs` between the end of one run and the start of the next. A failure goes to `onError` and does
 * not stop the repetition. `stop` resolves when the current run has ended.
 */
export const repeat = (everyMs: number, work: () => Promise<unknown>, onError: (error: unknown) => void): { stop(): Promise<void> } => {
  let running = Promise.resolve()
  let stopped = false
  let timer: NodeJS.Timeout
  const schedule = () => {
    if (!stopped) timer = setTimeout(run, everyMs)
  }
  const run = () => {
    running = work().then(() => undefined, onError)
    void running.then(schedule)
  }
  schedule()
  return {
    stop: () => {
      stopped = true
      clearTimeout(timer)
      return running
    },
  }
}
