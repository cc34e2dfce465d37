import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { Payments } from '../payments/payments.ts'
import type { Provider } from '../payments/providers/provider.ts'
import { receiveWebhook } from '../payments/receive.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'
import { sandboxRoutes } from './sandbox.ts'

const maxBytes = 256 * 1024

/** Answers 200 only after the effect of the webhook is committed. */
const webhookRoute = (database: Database, providers: ReadonlyMap<string, Provider>): Route => ({
  method: 'POST',
  path: '/webhooks/payments/:provider',
  handle: async ({ params, headers, body }) => {
    const provider = providers.get(params.provider ?? '')
    if (!provider) throw new AppError('provider_not_found')
    await receiveWebhook(database, provider, { headers, body: await body(maxBytes) })
    return json(200, { received: true })
  },
})

/** The webhooks of payment services, and the pages of the pretend bank if it is configured. */
export const paymentRoutes = (database: Database, { providers, sandbox }: Payments): Route[] => [
  webhookRoute(database, providers),
  ...(sandbox ? sandboxRoutes(sandbox.books) : []),
]
