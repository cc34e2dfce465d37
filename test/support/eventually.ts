import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `check` no longer throws, and gives up with what it threw last. */
export const eventually = async (check: () => unknown, withinMs = 15_000): Promise<void> => {
  for (const deadline = Date.now() + withinMs; ; await sleep(50)) {
    try {
      return void (await check())
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

/** Resolves as soon as it holds, looking again and again; rejects after 15 s with what was waited for. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (const deadline = performance.now() + 15_000; !(await holds()); await sleep(20)) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`)
  }
}
