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

const notConnected = 'There is no connection to the gateway yet.'
const noAnswer = 'The connection was lost before the answer arrived: the request may have taken effect or not.'
/** With a longer wait the request fails, so that the application can show why. */
const longestWaitMs = 10_000

const { crypto: secure }: Partial<Pick<typeof globalThis, 'crypto'>> = globalThis
/** React Native has no `crypto`. The id of a request has to be unique, not secret. */
const randomByte = () => secure?.getRandomValues(new Uint8Array(1))[0] ?? Math.floor(Math.random() * 256)

/** A random UUID. Without TLS a page has no crypto.randomUUID. */
export const newRequestId = () => {
  const hex = Array.from({ length: 16 }, () => randomByte().toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-')
}

export const createRequest = ({ state, send }: ReturnType<typeof createConnection>, { on }: Hub) => {
  const nextState = () =>
    new Promise<void>((resolve) => {
      const stop = on('state', () => resolve(stop()))
    })
  const attempt = async (event: string, payload: object, throwIfOver: () => void): Promise<never> => {
    // a code of a second factor works once
    const usesCode = event === 'account:sign_in' && 'code' in payload
    const retryable = !usesCode && unrepeatableEvents.every((each) => each !== event)
    const lost: Failure = { code: 'unavailable', reason: 'no_answer', message: noAnswer, retryable }
    for (let attempts = 0; ; attempts += 1) {
      for (let now = state(); now.status !== 'ready'; now = state()) {
        if (now.status === 'ended') throw new RequestError(now.failure)
        if (now.failure && !now.failure.retryable) throw new RequestError(now.failure)
        await nextState()
      }
      throwIfOver()
      const answer = await send(event, payload).catch(() => ({ ok: false as const, error: lost }))
      if (answer.ok) return answer.data
      const wait = answer.error.retryAfterMs ?? Math.min(5000, 100 * 2 ** attempts) * (0.5 + Math.random())
      if (!answer.error.retryable || wait > longestWaitMs) throw new RequestError(answer.error)
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  /** Why a request that waits has no answer. */
  const whyNone = (): RequestError => {
    const now = state()
    const why =
      now.status === 'connecting'
        ? (now.failure ?? { reason: 'not_connected', message: notConnected })
        : { reason: 'no_answer', message: noAnswer }
    return new RequestError({ code: 'unavailable', retryable: true, ...why })
  }

  return (event: string, given: { requestId?: string; cursor?: string } = {}, { signal, timeoutMs }: RequestOptions = {}): Promise<never> =>
    new Promise((resolve, reject) => {
      // a copy, so that every attempt sends the same payload; React Native has no structuredClone
      const payload = JSON.parse(
        JSON.stringify(event in identifiedEvents ? { ...given, requestId: given.requestId ?? newRequestId() } : given),
      )
      let over: { because: unknown } | undefined
      const giveUp = (because: unknown) => {
        over ??= { because }
        reject(because)
      }
      const throwIfOver = () => {
        if (over) throw over.because
      }
      const abort = () => giveUp(signal?.reason)
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort)
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => giveUp(whyNone()), timeoutMs)
      attempt(event, payload, throwIfOver)
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
        })
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
