/** The requests that change one entry of the shop, the same for every section of its file. */
import type { codeData, moveInput, Request, retireInput, saveData, saveInput } from '../../contract/index.ts'
import { moveEntry, retireEntry, saveEntry } from '../../shop/edit/edit.ts'
import type { ListName } from '../../shop/schema/file.ts'
import { forCallerInTransaction } from './handler.ts'

export const saves = <Event extends string>(request: Request<Event, typeof saveInput, typeof saveData>, list: ListName) =>
  forCallerInTransaction(request, ({ input, transaction }) => saveEntry(transaction, list, input))

export const retires = <Event extends string>(request: Request<Event, typeof retireInput, typeof codeData>, list: ListName) =>
  forCallerInTransaction(request, async ({ input, transaction }) => {
    await retireEntry(transaction, list, input)
    return { code: input.code }
  })

export const moves = <Event extends string>(request: Request<Event, typeof moveInput, typeof codeData>, list: ListName) =>
  forCallerInTransaction(request, async ({ input, transaction }) => {
    await moveEntry(transaction, list, input)
    return { code: input.code }
  })
