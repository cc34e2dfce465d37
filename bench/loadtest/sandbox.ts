/** Paying at the sandbox bank. */
import type { Order } from '../../src/contract/index.ts'
import type { Load } from './load.ts'
import type { Options } from './options.ts'

const page = '/sandbox/pay/'

/** Pays an order by its QR code. If that leads to a real bank, it does not pay, and no more such orders are placed. */
export const payAtSandbox = async (load: Load, { payment: { nextAction } }: Order): Promise<void> => {
  const { recorder, options, checks } = load
  const code = nextAction?.type === 'display_qr' ? nextAction.payload : ''
  if (!code.includes(page)) {
    load.sandbox = false
    return
  }
  const started = performance.now()
  const answer = await confirm(options, code.split(page)[1] ?? '')
  checks.count('answered')
  checks.count('unexpected')
  const outcome = answer === 200 ? 'ok' : typeof answer === 'number' && answer < 500 ? 'failed' : 'refused'
  recorder.duration('pay at the sandbox', performance.now() - started, outcome)
  if (answer === 'TimeoutError') checks.fail('answered', `paying at the sandbox: no answer within ${options.timeout} s`)
  if (outcome === 'failed') checks.fail('unexpected', `paying at the sandbox: ${answer}`)
}

/** Returns the HTTP status, or the name of the error if there was no answer. */
const confirm = async ({ url, timeout }: Options, reference: string): Promise<number | string> => {
  try {
    const { status, body } = await fetch(`${url}/sandbox/payments/${reference}/confirm`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome: 'succeeded' }),
      signal: AbortSignal.timeout(timeout * 1000),
    })
    await body?.cancel()
    return status
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}
