/** The back office: a manager changes one entry of the shop's file. */
import { z } from 'zod'
import { entryCode, entryFields, etag, listedEntry, shopEntry, shopSection } from '../shapes/shop-entry.ts'
import { requestId } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const roles = ['manager'] as const

/** The whole shop is checked and compared for each change. */
const limit = { cost: 5 }

export const shopExport = request({
  event: 'shop:export',
  unrecorded: true,
  summary: 'Reads a section of the shop as its file has it, to edit it.',
  roles,
  input: z.strictObject({
    section: shopSection,
    retired: z.boolean().optional().describe('True: what is retired. Save such an entry without an `etag` to bring it back.'),
    ...page(100),
  }),
  data: z.object({
    entries: z
      .array(listedEntry)
      .describe('The entries of this page, in the order of the file. Of `shop`: the settings, one entry without a code.'),
    nextCursor,
  }),
})

export const saveInput = z
  .strictObject({
    requestId,
    entry: entryFields,
    etag: etag.optional().describe('The `etag` of the entry that you have edited. Absent: the entry is new.'),
  })
  .describe('An entry to add or to change.')

export const saveData = shopEntry

const save = <const Event extends string>(event: Event, what: string) =>
  request({
    event,
    summary: `Adds or changes ${what}. \`details.faults\` names every field at fault; those of other entries by their path in the file.`,
    limit,
    roles,
    errors: ['entry_changed', 'code_taken'],
    input: saveInput,
    data: saveData,
  })

export const retireInput = z
  .strictObject({
    requestId,
    code: entryCode,
    etag: etag.optional().describe('The `etag` of the entry that you have read. Absent: retire it whatever it has become.'),
  })
  .describe('An entry to retire.')
export const codeData = z.object({ code: entryCode }).describe('The entry that was retired or moved.')

const retire = <const Event extends string>(event: Event, what: string) =>
  request({
    event,
    summary: `Takes ${what} out of the shop. Earlier orders keep it; saving its code again brings it back.`,
    limit,
    roles,
    errors: ['entry_not_found', 'entry_changed', 'entry_in_use'],
    input: retireInput,
    data: codeData,
  })

export const moveInput = z
  .strictObject({
    requestId,
    code: entryCode,
    before: entryCode.optional().describe('The code of the entry that it comes before. Absent: it becomes the last.'),
  })
  .describe('Where an entry goes.')

export const shopSave = save('shop:save', 'the settings of the shop')
export const categorySave = save('category:save', 'a category')
export const categoryRetire = retire('category:retire', 'a category')
export const ingredientSave = save('ingredient:save', 'an ingredient')
export const ingredientRetire = retire('ingredient:retire', 'an ingredient')
export const productSave = save('product:save', 'a dish')
export const productRetire = retire('product:retire', 'a dish')
export const promotionSave = save('promotion:save', 'a promotion')
export const promotionRetire = retire('promotion:retire', 'a promotion')

const move = <const Event extends string>(event: Event, summary: string) =>
  request({ event, summary, limit, roles, errors: ['entry_not_found'], input: moveInput, data: codeData })

export const categoryMove = move('category:move', 'Moves a category to another place on the menu.')
export const productMove = move('product:move', 'Moves a dish to another place in its category.')
