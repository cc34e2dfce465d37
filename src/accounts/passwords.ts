import { hash, verify } from '@node-rs/argon2'
import { toPassword } from '../contract/index.ts'
import { ConcurrencyLimit } from '../queues/concurrency-limit.ts'
import { type RequestClient, wideNetwork } from './client.ts'

/** The library's default algorithm, argon2id, with OWASP's parameters: 19 MiB, two passes, one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The hash of an unknown random password: comparing with it takes as long as with a real one. */
const placeholderHash = '$argon2id$v=19$m=19456,t=2,p=1$fov8+4Zwn5qPbeYgbhpWVQ$k7KTStSeATGqDQEuAXoSFjjB7IvPW29EYUaWglrXqrQ'

/** The password as it is hashed now, and as it was typed: hashes that are older than `toPassword` were made of that. */
const formsOf = (typed: string): Set<string> => new Set([toPassword(typed), typed])

/** Without a `client` the gateway itself asks. */
export interface PasswordHasher {
  hash(password: string, client?: RequestClient): Promise<string>
  /** When `stored` is null, because the account does not exist, it takes as long as a real comparison and returns false. */
  verify(stored: string | null, password: string, client?: RequestClient): Promise<boolean>
  /** The number of waiting calls. */
  queued(): number
}

/** Hashes off the event loop, two at a time; networks take turns. Rejects with `busy` when too many calls wait, or when the client has left. */
export const createPasswordHasher = (): PasswordHasher => {
  const { limit, queued } = new ConcurrencyLimit({ atOnce: 2, maxQueued: 64 })
  const inTurn = <Result>(client: RequestClient | undefined, work: () => Promise<Result>) =>
    limit(client ? wideNetwork(client) : '', work, client?.isGone)
  return {
    hash: (password, client) => inTurn(client, () => hash(toPassword(password), options)),
    verify: (stored, password, client) =>
      inTurn(client, async () => {
        for (const form of formsOf(password)) if (await verify(stored ?? placeholderHash, form)) return stored !== null
        return false
      }),
    queued,
  }
}
