/** Finds out why a connection fails. A browser does not say why a WebSocket failed, so the gateway is asked over HTTP. */
import type { Failure } from '../contract/index.ts'

const patienceMs = 5000

const page: { location?: { origin: string }; navigator?: { onLine?: boolean }; setTimeout: unknown } = globalThis

const unavailable = (reason: string, message: string): Failure => ({ code: 'unavailable', reason, message, retryable: true })
const wrongAddress = (message: string, retryable = false): Failure => ({ code: 'not_found', reason: 'wrong_address', message, retryable })

/** The address as an application wrote it, for HTTP. Without one it is the page's. */
const httpOf = (url: string): string => {
  if (url === '') return page.location?.origin ?? ''
  return (/^[a-z]+:\/\//i.test(url) ? url : `https://${url}`).replace(/^ws/i, 'http').replace(/\/+$/, '')
}

const ask = async (url: string, options: { mode?: 'no-cors' } = {}): Promise<Response> => {
  const impatience = new AbortController()
  const timer = setTimeout(() => impatience.abort(), patienceMs)
  return fetch(url, { ...options, credentials: 'omit', signal: impatience.signal }).finally(() => clearTimeout(timer))
}

/** Its fields are the gateway's, as those of every acknowledgement. */
const isAnswer = (answer: unknown): answer is { ok: boolean; error?: Failure } =>
  typeof answer === 'object' && answer !== null && 'ok' in answer

const isUnknownName = (error: unknown) =>
  error instanceof Error &&
  typeof error.cause === 'object' &&
  error.cause !== null &&
  'code' in error.cause &&
  error.cause.code === 'ENOTFOUND'

/** Nothing that a program may read came back. A page of another origin may still see that something answers. */
const withoutAnswer = async (address: string, error: unknown): Promise<Failure> => {
  if (isUnknownName(error)) return wrongAddress(`There is no host of this name: ${address}.`)
  const answers =
    page.location !== undefined && page.location.origin !== address && (await ask(address, { mode: 'no-cors' }).catch(() => undefined))
  return answers
    ? wrongAddress(`Something answers at ${address}, but not as the gateway: the address is wrong, or the gateway behind it is down.`, true)
    : unavailable('unreachable', `Nothing answers at ${address}: the gateway is not running, or the address is wrong.`)
}

/** Why the gateway at this address cannot be connected to, as far as a client can know. */
export const diagnose = async (url: string): Promise<Failure> => {
  if (page.navigator?.onLine === false) return unavailable('offline', 'There is no network.')
  const address = httpOf(url)
  try {
    new URL(address)
  } catch {
    return wrongAddress(`This is not an address: "${url}".`)
  }
  try {
    const response = await ask(`${address}/connection`)
    if (response.status >= 500) return unavailable('unreachable', `The gateway at ${address} is down.`)
    const answer: unknown = await response.json().catch(() => undefined)
    if (isAnswer(answer) && answer.error) return answer.error
    if (isAnswer(answer)) return unavailable('websocket_blocked', `The gateway at ${address} answers, but no WebSocket opens.`)
    return wrongAddress(`Something answers at ${address}, but it is not the gateway.`)
  } catch (error) {
    return withoutAnswer(address, error)
  }
}
