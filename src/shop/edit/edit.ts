/** Changes one entry of the shop: reads the shop as a file, edits the file, and applies it. So one entry keeps the rules of the whole file. */
import type { EntryFields, ShopEntry } from '../../contract/index.ts'
import type { Transaction } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { changeShop } from '../apply/apply.ts'
import { type Entries, type ListName, parseEntry, type ShopFile } from '../schema/file.ts'
import { settings } from '../schema/settings.ts'
import { etagOf } from './etag.ts'
import { refuseChanged, refuseFaults, refuseInUse } from './refuse.ts'

interface Saved {
  entry: EntryFields
  /** Of the entry that was edited. Absent: it is new. */
  etag?: string | undefined
}

const known = (shop: ShopFile | undefined): ShopFile => {
  if (!shop) throw new AppError('entry_not_found')
  return shop
}

/** The list, with an entry type that TypeScript can follow. */
const listOf = <List extends ListName>(shop: { [Name in ListName]: Entries[Name][] }, list: List): Entries[List][] => shop[list]

const withList = <List extends ListName>(shop: ShopFile, list: List, entries: Entries[List][]): ShopFile => ({ ...shop, [list]: entries })

const asEdited = (entry: object): ShopEntry => ({ entry: { ...entry }, etag: etagOf(entry) })

/** Adds or changes the entry with its code. A retired one comes back. */
export const saveEntry = async (transaction: Transaction, list: ListName, { entry, etag }: Saved): Promise<ShopEntry> => {
  const isIt = ({ code }: { code: string }) => code === entry.code
  const { shop } = await changeShop(transaction, (found) => {
    const before = known(found)
    const entries = listOf(before, list)
    const at = entries.findIndex(isIt)
    if (etag === undefined && at >= 0) throw new AppError('code_taken')
    if (etag !== undefined) refuseChanged(entries[at], etag)
    const others = entries.filter((each) => !isIt(each))
    refuseFaults({ before, after: { ...before, [list]: [...others, entry] }, place: [list, others.length] })
    return withList(before, list, others.toSpliced(at < 0 ? others.length : at, 0, parseEntry(list, entry)))
  })
  const saved = shop[list].find(isIt)
  if (!saved) throw new Error(`${list} has no ${String(entry.code)} after it was saved`)
  return asEdited(saved)
}

export const saveSettings = async (transaction: Transaction, { entry, etag }: Saved): Promise<ShopEntry> => {
  const { shop } = await changeShop(transaction, (found) => {
    const before = known(found)
    refuseChanged(before.shop, etag ?? '')
    refuseFaults({ before, after: { ...before, shop: entry }, place: ['shop'] })
    return { ...before, shop: settings.parse(entry) }
  })
  return asEdited(shop.shop)
}

export const retireEntry = async (
  transaction: Transaction,
  list: ListName,
  { code, etag }: { code: string; etag?: string | undefined },
): Promise<void> => {
  await changeShop(transaction, (found) => {
    const before = known(found)
    const entries = listOf(before, list)
    const current = entries.find((each) => each.code === code)
    if (!current) throw new AppError('entry_not_found')
    if (etag !== undefined) refuseChanged(current, etag)
    const after = withList(
      before,
      list,
      entries.filter((each) => each !== current),
    )
    refuseInUse(before, after)
    return after
  })
}

/** Puts an entry before another one, or last. Before itself it stays where it is. */
export const moveEntry = async (
  transaction: Transaction,
  list: ListName,
  { code, before: next }: { code: string; before?: string | undefined },
): Promise<void> => {
  await changeShop(transaction, (found) => {
    const before = known(found)
    const entries = listOf(before, list)
    const moved = entries.find((each) => each.code === code)
    if (moved && next === code) return before
    const others = entries.filter((each) => each !== moved)
    const at = next === undefined ? others.length : others.findIndex((each) => each.code === next)
    if (!moved || at < 0) throw new AppError('entry_not_found')
    return withList(before, list, others.toSpliced(at, 0, moved))
  })
}
