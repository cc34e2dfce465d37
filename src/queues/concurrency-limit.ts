import { AppError } from '../errors.ts'

/** Lets `atOnce` pieces of work run at a time, in the order in which they came; where `maxQueued` wait already, rejects with `busy`. */
export const createTurns = ({ atOnce, maxQueued }: { atOnce: number; maxQueued: number }) => {
  let running = 0
  const waiting: (() => void)[] = []

  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
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

  return { inTurn, queued: () => waiting.length }
}
