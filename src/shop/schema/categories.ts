/** The section `categories`. */
import { z } from 'zod'
import { hours } from '../../contract/index.ts'
import { hoursRule } from './opening.ts'
import { type Rule, textAt } from './rules.ts'
import { code, name } from './values.ts'

export const category = z
  .strictObject({
    code,
    name: name.describe('The name on the menu.'),
    hours: hours.optional().describe('When its dishes can be ordered. Absent: whenever the shop is open.'),
  })
  .describe('A category of the menu. The menu has the order of the list.')

export const categoryRules: readonly Rule[] = [textAt('name'), hoursRule]
