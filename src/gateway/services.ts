import { PasswordResets } from '../accounts/links.ts'
import type { PasswordHasher } from '../accounts/passwords.ts'
import type { Seal } from '../accounts/seal.ts'
import type { Config } from '../config.ts'
import { CourierPositions } from '../couriers/positions.ts'
import type { Database } from '../database/database.ts'
import { Geocoder } from '../geocoder/geocoder.ts'
import { MenuCopy } from '../menu/menu-copy.ts'
import type { Metrics } from '../metrics.ts'
import { Assessor } from '../orders/assessor.ts'
import type { KnownCustomers } from '../orders/known-customers.ts'
import { createPlaceOrder } from '../orders/place.ts'
import { codeTries, WrongCodes } from '../orders/wrong-codes.ts'
import type { Payments } from '../payments/payments.ts'
import type { Push } from '../push/push.ts'
import type { createLimiter } from '../redis/rate-limiter.ts'
import { createReports } from '../reports/reports.ts'
import type { Services } from '../requests/kinds/services.ts'
import type { Sockets } from '../sockets/index.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { version } from '../version.ts'

interface Options {
  config: Config
  publicUrl: () => string
  database: Database
  passwords: PasswordHasher
  seal: Seal
  payments: Payments
  push: Push
  metrics: Metrics
  customers: KnownCustomers
  newLimiter: ReturnType<typeof createLimiter>
  showCourier: Sockets['showCourier']
  announce: Sockets['announce']
  tracing: Tracing | undefined
  onError: (error: unknown) => void
}

/** One request a second, as the rules of OpenStreetMap's Nominatim demand, for all workers of this machine together. */
const geocoderOf = ({ GEOCODER_URL, PUBLIC_URL, WEB_CONCURRENCY }: Config) => {
  const userAgent = `customerbackend/${version}${PUBLIC_URL === undefined ? '' : ` (${PUBLIC_URL})`}`
  return new Geocoder({ url: GEOCODER_URL, userAgent, everyMs: 1000 * WEB_CONCURRENCY })
}

/** What the requests work with. */
export const createServices = ({
  config,
  publicUrl,
  database,
  passwords,
  seal,
  payments,
  push,
  metrics,
  customers,
  newLimiter,
  showCourier,
  announce,
  tracing,
  onError,
}: Options): Services & { menu: MenuCopy } => {
  const menu = new MenuCopy(database, ({ event, version }) => announce(event, { version }))
  const assessor = new Assessor(menu, customers, new WrongCodes(newLimiter(codeTries)))
  return {
    config,
    publicUrl,
    database,
    passwords,
    passwordResets: new PasswordResets(database, onError),
    seal,
    menu,
    customers,
    geocoder: geocoderOf(config),
    assessor,
    placeOrder: createPlaceOrder(database, {
      providerOf: payments.providerOf,
      payMinutes: config.PAYMENT_TIMEOUT_MINUTES,
      onBatch: (size) => metrics.placeBatch.observe(size),
      tracing,
      assessor,
    }),
    payments,
    push,
    positions: new CourierPositions(onError),
    showCourier,
    reports: createReports(onError),
  }
}
