import { hash, verify } from '@node-rs/argon2'
import { AppError } from '../errors.ts'

/** The library's default algorithm, argon2id, with OWASP's parameters: 19 MiB, two passes, one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const atOnce = 2
const maxQueued = 64

/** A password nobody has: comparing with it takes as long as with a real one. */
const nobodys = '$argon2id$v=19$m=19456,t=2,p=1$fov8+4Zwn5qPbeYgbhpWVQ$k7KTStSeATGqDQEuAXoSFjjB7IvPW29EYUaWglrXqrQ'

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** False for nobody (`null`), after as long as for somebody. */
  verify(stored: string | null, password: string): Promise<boolean>
  /** How many wait. */
  queued(): number
}

/** Hashes off the event loop, two at a time; when 64 wait already, rejects with `busy`. */
export const createPasswordHasher = (): PasswordHasher => {
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

  return {
    hash: (password) => inTurn(() => hash(password, options)),
    verify: (stored, password) =>
      inTurn(async () => {
        const same = await verify(stored ?? nobodys, password)
        return same && stored !== null
      }),
    queued: () => waiting.length,
  }
}
