import { AppError } from '../errors.ts'

/** Runs at most `atOnce` calls at a time, first come, first served. Rejects with `busy` when `maxQueued` calls wait already. */
export const createConcurrencyLimit = ({ atOnce, maxQueued }: { atOnce: number; maxQueued: number }) => {
  let running = 0
  const waiting: (() => void)[] = []

  const limit = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= atOnce) {
      if (waiting.length >= maxQueued) throw new AppError('busy')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  return { limit, queued: () => waiting.length }
}
