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
