/** Programs that tests start. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Ends the program with this process at the latest. The result ends it sooner, and waits until it has ended. */
export const endWithThisProcess = (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): (() => Promise<void>) => {
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = once(child, 'exit')
  return async () => {
    process.off('exit', kill)
    child.kill(signal)
    await ended
  }
}
