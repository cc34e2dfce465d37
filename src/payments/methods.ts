import type { Config } from '../config.ts'
import { type PaymentMethod, paymentMethod } from '../contract/index.ts'
import { AppError } from '../errors.ts'
import type { ProviderName } from './providers/provider.ts'

/** The provider that collects the money for a method; throws `payment_method_not_available`, which names `field`. */
export type ProviderOf = (method: PaymentMethod, field: string) => ProviderName | 'door'

interface Methods {
  /** How customers can pay. */
  methods: PaymentMethod[]
  providerOf: ProviderOf
}

const isMethod = (name: string): name is PaymentMethod => paymentMethod.options.some((method) => method === name)

/** Cash and POS are paid at the door. A QR code is a transfer to the store's own account if the configuration names one. */
export const createMethods = ({ PAYMENT_PROVIDER, PAYEE_IBAN }: Pick<Config, 'PAYMENT_PROVIDER' | 'PAYEE_IBAN'>): Methods => {
  const byMethod: Partial<Record<PaymentMethod, ProviderName | 'door'>> = {
    cash: 'door',
    pos: 'door',
    ...(PAYMENT_PROVIDER !== 'none' && { card: PAYMENT_PROVIDER }),
    ...(PAYEE_IBAN !== undefined ? { qr: 'bank' } : PAYMENT_PROVIDER === 'sandbox' && { qr: 'sandbox' }),
  }
  const available = Object.keys(byMethod).filter(isMethod)
  const providerOf: ProviderOf = (method, field) => {
    const provider = byMethod[method]
    if (!provider) {
      throw new AppError('payment_method_not_available', {
        message: (say) => say.methodNotAccepted(field, method, available),
        details: { fields: [field], available },
      })
    }
    return provider
  }
  return { methods: available, providerOf }
}
