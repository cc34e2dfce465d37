/** The customer at the sandbox bank. */
import type { Order } from '../../src/contract/index.ts'
import type { TestGateway } from './gateway.ts'

/** The sandbox bank's reference of the payment that the order waits for. */
export const referenceOf = ({ payment: { nextAction } }: Order): string => {
  const url = nextAction?.type === 'display_qr' ? nextAction.payload : nextAction?.type === 'redirect_to_url' ? nextAction.url : ''
  const reference = url.split('/sandbox/pay/')[1]
  if (reference === undefined) throw new Error('no payment at the sandbox bank')
  return reference
}

export const confirm = ({ url }: Pick<TestGateway, 'url'>, order: Order, outcome: 'succeeded' | 'failed'): Promise<Response> =>
  fetch(`${url}/sandbox/payments/${referenceOf(order)}/confirm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome }),
  })
