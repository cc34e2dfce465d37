/** What a manager has changed in the settings, and how it goes together with what others have changed since. */
import { RequestError } from '#client'
import type { ShopEntry } from '#contract'
import { staff } from '../../state/session.ts'
import { type Fields, fieldsIn } from '../values.ts'

/** The settings as they are now, if that is why they could not be saved. */
export const settingsNow = (error: unknown): ShopEntry | undefined => {
  if (!(error instanceof RequestError) || error.failure.reason !== 'entry_changed') return undefined
  const { etag, entry } = fieldsIn(fieldsIn(error.failure.details).current)
  return typeof etag === 'string' ? { etag, entry: fieldsIn(entry) } : undefined
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Whether another manager has changed one of these fields too. */
export const isContested = (changes: Fields, before: ShopEntry, now: ShopEntry): boolean =>
  Object.keys(changes).some((name) => !isSame(before.entry[name], now.entry[name]))

/** Saves the changes of a page. What others have changed on other pages meanwhile stays as they have left it. */
export const saveChanges = async (changes: Fields, before: ShopEntry): Promise<ShopEntry> => {
  try {
    return await staff().request('shop:save', { entry: { ...before.entry, ...changes }, etag: before.etag })
  } catch (error) {
    const now = settingsNow(error)
    if (!now || isContested(changes, before, now)) throw error
    return saveChanges(changes, now)
  }
}
