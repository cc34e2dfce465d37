import type { Texts } from '../en/index.ts'
import { account } from './account.ts'
import { basket } from './basket.ts'
import { courier } from './courier.ts'
import { customers } from './customers.ts'
import { editor } from './editor.ts'
import { errors } from './errors.ts'
import { faults } from './faults.ts'
import { lists } from './lists.ts'
import { menu } from './menu.ts'
import { money } from './money.ts'
import { order } from './order.ts'
import { print } from './print.ts'
import { shell } from './shell.ts'
import { shop } from './shop.ts'
import { sign } from './sign.ts'
import { staff } from './staff.ts'
import { tickets } from './tickets.ts'
import { today } from './today.ts'
import { warehouse } from './warehouse.ts'
import { where } from './where.ts'

export const sk: Texts = {
  ...shell,
  ...shop,
  ...sign,
  ...menu,
  ...basket,
  ...money,
  ...order,
  ...lists,
  ...account,
  ...staff,
  ...courier,
  ...customers,
  ...tickets,
  ...print,
  ...today,
  ...warehouse,
  ...where,
  ...editor,
  ...errors,
  ...faults,
}
