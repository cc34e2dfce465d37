import { hash, verify } from '@node-rs/argon2'
import { createConcurrencyLimit } from '../queues/concurrency-limit.ts'

/** The library's default algorithm, argon2id, with OWASP's parameters: 19 MiB, two passes, one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

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
  const { limit, queued } = createConcurrencyLimit({ atOnce: 2, maxQueued: 64 })
  return {
    hash: (password) => limit(() => hash(password, options)),
    verify: (stored, password) =>
      limit(async () => {
        const same = await verify(stored ?? nobodys, password)
        return same && stored !== null
      }),
    queued,
  }
}
