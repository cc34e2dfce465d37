import { z } from 'zod'
import { recorded } from './recordable.ts'
import { id } from './values.ts'

/** The sections of the shop's file: `shop` has the settings, the others are lists of entries. */
export const shopSection = z.enum(['shop', 'categories', 'ingredients', 'products', 'promotions']).describe("A section of the shop's file.")
export type ShopSection = z.infer<typeof shopSection>

export const entryCode = recorded(
  z
    .string()
    .max(80)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a code, for instance tomato-soup')
    .describe('The code of the entry.'),
)

/** Its fields are checked by the rules of the shop's file, all of them at once. */
export const entryFields = z
  .record(z.string(), z.unknown())
  .describe("The entry in the shape that it has in the shop's file: `/shop.schema.json` describes every field.")
export type EntryFields = z.infer<typeof entryFields>

export const etag = z
  .string()
  .regex(/^[\w-]{1,30}$/, 'must be one that the gateway has sent')
  .describe('Names the content of an entry. Send back the one that you read: the entry is only changed if it is still the same.')

export const shopEntry = z.object({ entry: entryFields, etag }).describe("An entry of the shop's file.")
export type ShopEntry = z.infer<typeof shopEntry>

export const listedEntry = shopEntry
  .extend({ id: id.optional().describe('Its id, by which other requests know it. Absent: the settings.') })
  .describe("An entry of the shop's file, with its id.")
export type ListedEntry = z.infer<typeof listedEntry>
