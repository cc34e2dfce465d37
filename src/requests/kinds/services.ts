import type { PasswordResets } from '../../accounts/links.ts'
import type { PasswordHasher } from '../../accounts/passwords.ts'
import type { Seal } from '../../accounts/seal.ts'
import type { Config } from '../../config.ts'
import type { CourierPositions, ShowCourier } from '../../couriers/positions.ts'
import type { Database } from '../../database/database.ts'
import type { Geocoder } from '../../geocoder/geocoder.ts'
import type { MenuCopy } from '../../menu/menu-copy.ts'
import type { Assessor } from '../../orders/assessor.ts'
import type { KnownCustomers } from '../../orders/known-customers.ts'
import type { PlaceOrder } from '../../orders/place.ts'
import type { Payments } from '../../payments/payments.ts'
import type { Push } from '../../push/push.ts'
import type { Reports } from '../../reports/reports.ts'

/** What every request handler can use. The gateway creates it once. */
export interface Services {
  config: Config
  /** The base of the links that customers get. */
  publicUrl: () => string
  database: Database
  passwords: PasswordHasher
  passwordResets: Pick<PasswordResets, 'request' | 'settled'>
  seal: Seal
  menu: Pick<MenuCopy, 'get' | 'measured' | 'search' | 'shop' | 'firstLanguage' | 'country' | 'shopName'>
  customers: Pick<KnownCustomers, 'localeOf'>
  geocoder: Pick<Geocoder, 'search' | 'isOffered'>
  assessor: Pick<Assessor, 'assess' | 'knowledgeNow'>
  placeOrder: PlaceOrder
  positions: CourierPositions
  showCourier: ShowCourier
  payments: Pick<Payments, 'providerOf' | 'methods' | 'serviceWithout' | 'begin' | 'cards'>
  reports: Reports
  push: Pick<Push, 'key' | 'isAllowed'>
}
