/** The services that take payments. */
import { electronicFormatIBAN, isValidBIC } from 'ibantools'
import { z } from 'zod'
import { integer, isIban, isLong, keyLike, list, secret, variable, webUrl } from '../kinds.ts'

export const payments = {
  PAYMENT_PROVIDER: variable(
    'The service that takes card payments. The sandbox simulates one, and is refused with NODE_ENV=production. none: the store takes no cards.',
    'sandbox, stripe or none',
    z.enum(['sandbox', 'stripe', 'none']).prefault('sandbox'),
  ),
  PAYMENT_TIMEOUT_MINUTES: variable(
    'How long an order waits for its payment before it expires.',
    'minutes, 1 to 1440',
    integer(15, 1, 1440),
  ),
  STRIPE_SECRET_KEY: secret("Stripe's secret or restricted key.", 'sk_… or rk_…', keyLike(/^[sr]k_\w+$/)),
  STRIPE_PUBLISHABLE_KEY: variable("Stripe's publishable key, which is sent to clients.", 'pk_…', keyLike(/^pk_\w+$/)),
  STRIPE_WEBHOOK_SECRET: secret(
    "The signing secret of Stripe's webhooks; list two while you rotate it.",
    'whsec_…, comma-separated',
    list((entry) => /^whsec_\w+$/.test(entry)),
  ),
  STRIPE_API_BASE: variable("The API host to use instead of Stripe's own, for tests.", 'http://127.0.0.1:12111', webUrl),
  SANDBOX_WEBHOOK_SECRET: secret(
    "The signing secret of the sandbox's webhooks; list two while you rotate it. If unset, one is generated and stored in the database.",
    'at least 16 characters each, comma-separated',
    list(isLong),
  ),
  PAYEE_NAME: variable(
    'The owner of the bank account that receives QR payments. With PAYEE_IBAN a QR code is a SEPA credit transfer; otherwise the sandbox takes QR payments.',
    'a name of at most 70 characters',
    z.string().trim().max(70).optional(),
  ),
  PAYEE_IBAN: variable(
    'The bank account that receives QR payments.',
    'an IBAN',
    z.string().transform(electronicFormatIBAN).refine(isIban).optional(),
  ),
  PAYEE_BIC: variable('The BIC of that account.', 'a BIC', z.string().refine(isValidBIC).optional()),
  BANK_WEBHOOK_SECRET: secret(
    'The signing secret of the webhooks that confirm credit transfers; list two while you rotate it.',
    'at least 16 characters each, comma-separated',
    list(isLong),
  ),
}
