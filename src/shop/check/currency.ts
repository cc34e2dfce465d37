/** The payment services must collect the shop's currency: a gateway does not start otherwise. */
import type { Fault } from '../schema/faults.ts'

/** The name of a payment service that does not collect the currency, if there is one. */
export type ServiceWithout = (currency: string) => string | undefined

export const faultsOfCurrency = (currency: string, serviceWithout: ServiceWithout): Fault[] => {
  const service = serviceWithout(currency)
  if (service === undefined) return []
  return [{ path: ['shop', 'currency'], message: `the payment service "${service}" does not collect ${currency}`, rule: 'other' }]
}
