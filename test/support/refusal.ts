import type { Failure } from '../../src/contract/index.ts'
import { Refused } from './client.ts'

/** The error with which a request or handshake was refused. Throws if it was not refused. */
export const refusal = async (attempt: Promise<unknown>): Promise<Failure> => {
  const outcome = await attempt.then(
    (answer) => new Error(`not refused: ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  )
  if (outcome instanceof Refused) return outcome.failure
  throw outcome
}
