/** Builds everything that payments need from the configuration. */
import type { Config } from '../config.ts'
import type { PaymentMethod } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { type BeginPayment, createBeginPayment } from './begin.ts'
import { createProviderCalls, type ProviderCalls } from './calls.ts'
import { type CardCustomers, createCardCustomers } from './card-customers.ts'
import { createDeleteForgotten } from './forget-cards.ts'
import { createLookUp } from './look-up.ts'
import { createMethods, type ProviderOf } from './methods.ts'
import { createBank } from './providers/bank.ts'
import type { Provider } from './providers/provider.ts'
import { createSandbox } from './providers/sandbox.ts'
import { createBooks, type SandboxBooks } from './providers/sandbox-books.ts'
import { createSandboxCards } from './providers/sandbox-cards.ts'
import { createWebhookDelivery } from './providers/sandbox-webhooks.ts'
import { createStripe } from './providers/stripe.ts'
import { refuseCurrency, serviceWithout } from './refuse-currency.ts'
import { tracedProvider } from './traced-provider.ts'

/** The sandbox payment service, if it is configured. */
interface Sandbox {
  books: SandboxBooks
  /** Sends the webhooks that are due. */
  deliver: () => Promise<void>
  /** Called when this node has stored a webhook. */
  onOwed: (listener: () => void) => void
}

export interface Payments {
  providers: ReadonlyMap<string, Provider>
  /** How customers can pay. */
  methods: PaymentMethod[]
  providerOf: ProviderOf
  /** A configured payment service that does not collect the currency, if there is one. */
  serviceWithout: (currency: string) => string | undefined
  begin: BeginPayment
  calls: ProviderCalls
  /** Cards that payment services keep for customers. */
  cards: CardCustomers
  deleteForgottenCards: () => Promise<void>
  /** Asks for the status of open payments. */
  lookUp: () => Promise<void>
  sandbox?: Sandbox
}

interface Dependencies {
  config: Config
  database: Database
  log: Logger
  /** The URL at which this node listens, once it does. */
  localUrl: () => string
  tracing?: Tracing | undefined
}

const openSandbox = async ({ config, database, localUrl }: Dependencies): Promise<{ sandbox: Sandbox; provider: Provider }> => {
  let owed = () => {}
  const books = createBooks(database, () => owed())
  const secrets = config.SANDBOX_WEBHOOK_SECRET.length > 0 ? config.SANDBOX_WEBHOOK_SECRET : [await books.secret()]
  const [secret = ''] = secrets
  return {
    provider: createSandbox({ books, cards: createSandboxCards(database), secrets, publicUrl: () => config.PUBLIC_URL ?? localUrl() }),
    sandbox: {
      books,
      deliver: createWebhookDelivery({ database, secret, url: () => `${localUrl()}/webhooks/payments/sandbox` }),
      onOwed: (listener) => {
        owed = listener
      },
    },
  }
}

/** The payment services outside of this program. Nothing is asked of them here. */
export const outsideServices = async (config: Config): Promise<Provider[]> => {
  const { STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE } = config
  const { PAYEE_NAME, PAYEE_IBAN, PAYEE_BIC, BANK_WEBHOOK_SECRET } = config
  const found: Provider[] = []
  if (STRIPE_SECRET_KEY !== undefined && STRIPE_PUBLISHABLE_KEY !== undefined) {
    const keys = { secretKey: STRIPE_SECRET_KEY, publishableKey: STRIPE_PUBLISHABLE_KEY }
    found.push(await createStripe({ ...keys, webhookSecrets: STRIPE_WEBHOOK_SECRET, apiBase: STRIPE_API_BASE }))
  }
  if (PAYEE_NAME !== undefined && PAYEE_IBAN !== undefined) {
    found.push(createBank({ name: PAYEE_NAME, iban: PAYEE_IBAN, bic: PAYEE_BIC }, BANK_WEBHOOK_SECRET))
  }
  return found
}

export const createPayments = async (dependencies: Dependencies): Promise<Payments> => {
  const { config, database, log } = dependencies
  const opened = config.PAYMENT_PROVIDER === 'sandbox' ? await openSandbox(dependencies) : undefined
  const own = [...(opened ? [opened.provider] : []), ...(await outsideServices(config))]
  const { tracing } = dependencies
  const found = tracing ? own.map((provider) => tracedProvider(provider, tracing)) : own
  await refuseCurrency(database, found)
  const providers = new Map(found.map((provider) => [provider.name as string, provider]))
  const calls = createProviderCalls({ database, providers, log })
  return {
    providers,
    ...createMethods(config),
    serviceWithout: (currency) => serviceWithout(currency, found),
    begin: createBeginPayment({ database, calls, log }),
    calls,
    cards: createCardCustomers({ database, providers, log }),
    deleteForgottenCards: createDeleteForgotten({ database, providers, log }),
    lookUp: createLookUp({ database, providers, log }),
    ...(opened && { sandbox: opened.sandbox }),
  }
}
