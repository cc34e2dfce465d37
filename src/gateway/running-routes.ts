import { setTimeout as delay } from 'node:timers/promises'
import type { Route } from '../http/route.ts'

const maxRunningMs = 5000
const lookEveryMs = 20
/** An answer is written after its handler has ended. */
const writingMs = 50

/** Counts the HTTP requests that are being answered, so that a node that stops finishes them. */
export const countRunning = (routes: readonly Route[]): { routes: Route[]; finished(): Promise<void> } => {
  let running = 0
  const counted = routes.map((route): Route => {
    const handle: Route['handle'] = async (request) => {
      running += 1
      try {
        return await route.handle(request)
      } finally {
        running -= 1
      }
    }
    return { ...route, handle }
  })
  return {
    routes: counted,
    finished: async () => {
      if (running === 0) return
      for (const deadline = performance.now() + maxRunningMs; running > 0 && performance.now() < deadline; ) await delay(lookEveryMs)
      await delay(writingMs)
    },
  }
}
