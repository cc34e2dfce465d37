import { activity } from './activity.ts'
import { books } from './books.ts'
import { courier } from './courier.ts'
import { couriers } from './couriers.ts'
import { customers } from './customers.ts'
import { editor } from './editor.ts'
import { happened } from './happened.ts'
import { money } from './money.ts'
import { people } from './people.ts'
import { staff } from './staff.ts'
import { staffErrors } from './staff-errors.ts'
import { tickets } from './tickets.ts'
import { today } from './today.ts'
import { warehouse } from './warehouse.ts'

export { notFood } from './not-food.ts'

/** What only the board needs: customers do not load it. */
export const ofStaff = {
  ...staff,
  ...activity,
  ...books,
  ...courier,
  ...couriers,
  ...customers,
  ...tickets,
  ...today,
  ...warehouse,
  ...editor,
  ...happened,
  ...money,
  ...people,
  ...staffErrors,
}

export type StaffTexts = typeof ofStaff
