/** The customer at the pretend bank of the sandbox. */
import type { Order } from '../../src/contract/index.ts'
import type { Load } from './load.ts'

const page = '/sandbox/pay/'

/** Pays what waits for a QR code to be scanned. Where that leads to a real bank, nobody pays, and no more such orders are placed. */
export const payAtSandbox = async (load: Load, { payment: { nextAction } }: Order): Promise<void> => {
  const { recorder, options, checks } = load
  const code = nextAction?.type === 'display_qr' ? nextAction.payload : ''
  if (!code.includes(page)) {
    load.sandbox = false
    return
  }
  const started = performance.now()
  const answer = await fetch(`${options.url}/sandbox/payments/${code.split(page)[1]}/confirm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome: 'succeeded' }),
    signal: AbortSignal.timeout(options.timeout * 1000),
  }).catch((error: Error) => error)
  checks.look('unexpected')
  const status = answer instanceof Error ? answer.message : String(answer.status)
  if (!(answer instanceof Error)) await answer.arrayBuffer()
  const outcome = status === '200' ? 'ok' : status === '503' || status === '429' ? 'refused' : 'failed'
  recorder.took('pay at the sandbox', performance.now() - started, outcome)
  if (outcome === 'failed') checks.fail('unexpected', `paying at the sandbox: ${status}`)
}
