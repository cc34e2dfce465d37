import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves as soon as it holds, looking again and again; rejects after 15 s. */
export const untilAsync = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (const deadline = performance.now() + 15_000; !(await holds()); await sleep(20)) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`)
  }
}
