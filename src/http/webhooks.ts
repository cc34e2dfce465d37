import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { Payments } from '../payments/payments.ts'
import type { Provider } from '../payments/providers/provider.ts'
import { receiveWebhook } from '../payments/receive.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'
import { sandboxRoutes } from './sandbox.ts'

const maxBytes = 256 * 1024

/** Payment services are answered 200 only after what they tell has had its effect. */
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

/** What payment services call, and the pretend bank where it is the configured one. */
export const paymentRoutes = (database: Database, { providers, sandbox }: Payments): Route[] => [
  webhookRoute(database, providers),
  ...(sandbox ? sandboxRoutes(sandbox.books) : []),
]
