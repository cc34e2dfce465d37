import type { PageTexts } from '../en/of-pages.ts'
import { account } from './account.ts'
import { basket } from './basket.ts'
import { errors } from './errors.ts'
import { faults } from './faults.ts'
import { lists } from './lists.ts'
import { order } from './order.ts'
import { print } from './print.ts'
import { sign } from './sign.ts'
import { track } from './track.ts'
import { where } from './where.ts'

export const ofPages: PageTexts = {
  ...sign,
  ...basket,
  ...order,
  ...track,
  ...lists,
  ...account,
  ...print,
  ...where,
  ...errors,
  ...faults,
}
