/**
 * Runs `work` every `everyMs`, one run at a time; a failure is reported and does not stop the rest.
 * `stop` resolves when the run that is under way has ended.
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
