import type { Database } from '../../src/database/database.ts'
import { MenuCopy } from '../../src/menu/menu-copy.ts'
import { Assessor } from '../../src/orders/assessor.ts'
import { KnownCustomers } from '../../src/orders/known-customers.ts'
import { codeTries, WrongCodes } from '../../src/orders/wrong-codes.ts'
import { createLimiter } from '../../src/redis/rate-limiter.ts'

/** Counts on one node. */
export const wrongCodesHere = (): WrongCodes => new WrongCodes(createLimiter(undefined)(codeTries))

/** Assesses orders on a database, like a node that has just started. */
export const assessorOn = (database: Database): Assessor =>
  new Assessor(new MenuCopy(database), new KnownCustomers(database), wrongCodesHere())
