import * as contract from '../../contract/index.ts'
import { listEntries } from '../../shop/edit/list.ts'
import { forCaller } from '../kinds/handler.ts'

export const shopExport = forCaller(contract.shopExport, async ({ input, database }) => {
  const { items, next } = await listEntries(database, input)
  return { entries: items, ...next }
})
