import type { Failure } from '../../src/contract/index.ts'
import { type Client, Refused } from './client.ts'
import { until } from './until.ts'

/** The error with which a request or handshake was refused. Throws if it was not refused. */
export const refusal = async (attempt: Promise<unknown>): Promise<Failure> => {
  const outcome = await attempt.then(
    (answer) => new Error(`not refused: ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  )
  if (outcome instanceof Refused) return outcome.failure
  throw outcome
}

/**
 * The error with which a connection is refused because a limit over all nodes is reached. A node whose Redis answers too late lets it in: then
 * it leaves, and tries again.
 */
export const refusedByCount = (connect: () => Promise<Pick<Client<'/'>, 'close'>>): Promise<Failure> =>
  until(() => refusal(connect().then((admitted) => admitted.close())), 'the connection is refused')
