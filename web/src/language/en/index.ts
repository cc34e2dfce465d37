import { account } from './account.ts'
import { basket } from './basket.ts'
import { errors } from './errors.ts'
import { faults } from './faults.ts'
import { lists } from './lists.ts'
import { menu } from './menu.ts'
import { order } from './order.ts'
import { print } from './print.ts'
import { shell } from './shell.ts'
import { shop } from './shop.ts'
import { sign } from './sign.ts'
import { where } from './where.ts'

/** Every text that customers' pages need, a file for each area. Other languages have the same shape. Words of the contract are keyed by its types, so none can be missing. */
export const en = {
  ...shell,
  ...shop,
  ...sign,
  ...menu,
  ...basket,
  ...order,
  ...lists,
  ...account,
  ...print,
  ...where,
  ...errors,
  ...faults,
}

export type Texts = typeof en
