import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { z } from 'zod'
import * as contract from '../../src/contract/index.ts'

/** The lists that the database also has, by the constraint that holds them there. */
const lists: Readonly<Record<string, z.ZodEnum>> = {
  accounts_preferred_payment_method_check: contract.paymentMethod,
  accounts_role_check: contract.role,
  notifications_kind_check: contract.notification.shape.kind,
  orders_status_check: contract.orderStatus,
  payments_method_check: contract.paymentMethod,
  // the sandbox has a table of the same name, with fewer of them
  payments_status_check: contract.paymentStatus,
  refunds_reason_check: contract.refundReason,
  refunds_status_check: contract.refund.shape.status,
  sessions_end_reason_check: contract.sessionEndReason,
}

const quoted = contract.diet.options.map((diet) => `'${diet}'`).join(', ')

/** The diets and the limits that the SQL also has, by the text that holds them there. */
const texts = [
  ['functions/menu.sql', `return array[${quoted}]`],
  ['functions/favorites.sql', `count(*) <= ${contract.maxFavorites}`],
  ['functions/ratings.sql', `delivered_at + interval '${contract.ratingDays} days'`],
  ['functions/lines.sql', `now() + interval '${contract.scheduleDays} days'`],
  ['schema.sql', `jsonb_array_length(items) <= ${contract.maxLines}`],
  ['schema.sql', `quantity <= ${contract.maxPortions}`],
  ['schema.sql', `jsonb_array_length(other_addresses) < ${contract.maxAddresses}`],
] as const

const read = (path: string) => readFile(new URL(`../../sql/${path}`, import.meta.url), 'utf8')

const literalsIn = (text: string) => [...text.matchAll(/'(\w+)'::text/g)].flatMap(([, literal]) => literal ?? [])

describe('the database and the contract', () => {
  let constraints: string[]

  before(async () => {
    constraints = (await read('schema.sql')).split('\n').filter((line) => line.trim().startsWith('constraint '))
  })

  for (const [name, { options }] of Object.entries(lists)) {
    it(`have the same list in ${name}`, () => {
      const found = constraints.filter((line) => line.includes(`constraint ${name} `)).map(literalsIn)
      expect(found).to.deep.include(options)
    })
  }

  for (const [path, text] of texts) {
    it(`say the same in ${path}: ${text}`, async () => {
      expect(await read(path)).to.include(text)
    })
  }
})
