/** Variables that are required because of another one. */
import { fileVariable } from './secret-files.ts'
import type { Environment } from './unsafe-settings.ts'

const together = [
  { because: 'PAYMENT_PROVIDER', is: 'stripe', needs: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'] },
  { because: 'PAYEE_IBAN', needs: ['PAYEE_NAME', 'BANK_WEBHOOK_SECRET'] },
  { because: 'PAYEE_NAME', needs: ['PAYEE_IBAN'] },
  { because: 'VAPID_PUBLIC_KEY', needs: ['VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'] },
  { because: 'VAPID_PRIVATE_KEY', needs: ['VAPID_PUBLIC_KEY', 'VAPID_SUBJECT'] },
  { because: 'PICTURES_URL', needs: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] },
  { because: 'SMTP_URL', needs: ['MAIL_FROM', 'PUBLIC_URL'] },
  { because: 'NODE_ENV', is: 'production', needs: ['PAYMENT_PROVIDER'] },
]

/** One line for each that is not set. */
export const missing = (given: Environment): string[] =>
  together.flatMap(({ because, is, needs }) =>
    given[because] !== undefined && (is === undefined || given[because] === is)
      ? needs
          .filter((name) => given[name] === undefined && given[fileVariable(name)] === undefined)
          .map((name) => `${name} is required with ${because}${is ? `=${is}` : ''}`)
      : [],
  )
