import type { Tracing } from '../tracing/tracing.ts'
import type { Provider } from './providers/provider.ts'

/** The payment service, each call to it in a span. */
export const tracedProvider = (provider: Provider, tracing: Tracing): Provider => {
  const { name } = provider
  const traced =
    <Given extends unknown[], Result>(what: string, call: (...given: Given) => Promise<Result>) =>
    (...given: Given) =>
      tracing.trace({ name: `${name} ${what}`, kind: 'client', attributes: { 'customerbackend.provider': name } }, () => call(...given))
  return {
    ...provider,
    create: traced('create', (payment) => provider.create(payment)),
    cancel: traced('cancel', (payment) => provider.cancel(payment)),
    refund: traced('refund', (refund) => provider.refund(refund)),
    refundsOf: traced('refundsOf', (payment) => provider.refundsOf(payment)),
    lookUp: traced('lookUp', (payment) => provider.lookUp(payment)),
  }
}
