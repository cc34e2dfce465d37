import type { Texts } from '../en/index.ts'
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

export const sk: Texts = {
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
