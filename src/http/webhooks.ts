import type { Database } from '../database/database.ts'
import { AppError, type Reason } from '../errors.ts'
import type { Payments } from '../payments/payments.ts'
import type { Provider } from '../payments/providers/provider.ts'
import { receiveWebhook } from '../payments/receive.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'
import { sandboxRoutes } from './sandbox.ts'

const maxBytes = 256 * 1024

type Count = { inc(labels: { provider: string; outcome: 'received' | 'refused' | 'failed' }, count?: number): void }

const refusals: ReadonlySet<string> = new Set<Reason>(['signature_invalid', 'signature_expired', 'invalid_argument'])

/** Answers 200 only after the effect of the webhook is committed. */
const webhookRoute = (database: Database, providers: ReadonlyMap<string, Provider>, count: Count): Route => ({
  method: 'POST',
  path: '/webhooks/payments/:provider',
  handle: async ({ params, headers, body }) => {
    const provider = providers.get(params.provider ?? '')
    if (!provider) throw new AppError('provider_not_found')
    const request = { headers, body: await body(maxBytes) }
    try {
      await receiveWebhook(database, provider, request)
    } catch (error) {
      const isRefused = error instanceof AppError && refusals.has(error.reason)
      count.inc({ provider: provider.name, outcome: isRefused ? 'refused' : 'failed' })
      throw error
    }
    count.inc({ provider: provider.name, outcome: 'received' })
    return json(200, { received: true })
  },
})

/** The webhooks of payment services, and the pages of the pretend bank if it is configured. */
export const paymentRoutes = (database: Database, { providers, sandbox }: Payments, { webhooks }: { webhooks: Count }): Route[] => {
  for (const provider of providers.values())
    for (const outcome of ['received', 'refused', 'failed'] as const) webhooks.inc({ provider: provider.name, outcome }, 0)
  return [webhookRoute(database, providers, webhooks), ...(sandbox ? sandboxRoutes(sandbox.books) : [])]
}
