/** Sends a request until it is answered: again after a lost connection, and after an error that is retryable. */
import type { Failure } from '../contract/index.ts'
import { identifiedEvents, unrepeatableEvents } from '../contract/repetition.ts'
import type { createConnection } from './connection.ts'
import type { Hub } from './hub.ts'
import type { RequestOptions } from './types.ts'

/** A refused request. `failure` is the gateway's error. */
export class RequestError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'RequestError'
    this.failure = failure
  }
}

const noAnswer = 'The connection was lost before the answer arrived: the request may have taken effect or not.'
/** With a longer wait the request fails, so that the application can show why. */
const longestWaitMs = 10_000

/** A random UUID. Without TLS a page has no crypto.randomUUID. */
export const newRequestId = () => {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-')
}

export const createRequest = ({ state, send }: ReturnType<typeof createConnection>, { on }: Hub) => {
  const nextState = () =>
    new Promise<void>((resolve) => {
      const stop = on('state', () => resolve(stop()))
    })
  const attempt = async (event: string, payload: object, signal?: AbortSignal): Promise<never> => {
    const retryable = unrepeatableEvents.every((each) => each !== event)
    const lost: Failure = { code: 'unavailable', reason: 'no_answer', message: noAnswer, retryable }
    for (let attempts = 0; ; attempts += 1) {
      for (let now = state(); now.status !== 'ready'; now = state()) {
        if (now.status === 'ended') throw new RequestError(now.failure)
        await nextState()
      }
      signal?.throwIfAborted()
      const answer = await send(event, payload).catch(() => ({ ok: false as const, error: lost }))
      if (answer.ok) return answer.data
      const wait = answer.error.retryAfterMs ?? Math.min(5000, 100 * 2 ** attempts) * (0.5 + Math.random())
      if (!answer.error.retryable || wait > longestWaitMs) throw new RequestError(answer.error)
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  return (event: string, given: { requestId?: string; cursor?: string } = {}, { signal }: RequestOptions = {}): Promise<never> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const abort = () => reject(signal?.reason)
      signal?.addEventListener('abort', abort)
      // a copy, so that every attempt sends the same payload
      const payload = structuredClone(event in identifiedEvents ? { ...given, requestId: given.requestId ?? newRequestId() } : given)
      attempt(event, payload, signal)
        .then(resolve, reject)
        .finally(() => signal?.removeEventListener('abort', abort))
    })
}

type SendRequest = ReturnType<typeof createRequest>

export const createPages = (request: SendRequest) =>
  async function* (event: string, payload: object = {}, options?: RequestOptions): AsyncGenerator<never, void> {
    let cursor: string | undefined
    do {
      const page: { nextCursor?: string } = await request(event, { ...payload, ...(cursor !== undefined && { cursor }) }, options)
      yield page as never
      cursor = page.nextCursor
    } while (cursor !== undefined)
  }
