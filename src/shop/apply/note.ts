/** What the audit log says of a change of the shop: the fields that differ, before and after, by entry. */
import { isDeepStrictEqual } from 'node:util'
import type { Noted } from '../../database/audit-entry.ts'
import type { ShopFile } from '../schema/file.ts'
import type { Change } from './changes.ts'

type Fields = Readonly<Record<string, unknown>>

const entryOf = (shop: ShopFile | undefined, { list, code }: Change): Fields | undefined =>
  list === 'shop' ? shop?.shop : shop?.[list].find((entry) => entry.code === code)

const onlyDifferent = (fields: Fields | undefined, other: Fields | undefined): Fields | undefined =>
  fields && Object.fromEntries(Object.entries(fields).filter(([name, value]) => !isDeepStrictEqual(value, other?.[name])))

export const noteOf = (before: ShopFile | undefined, after: ShopFile | undefined, changes: readonly Change[]): Noted => {
  const differences = changes.map((change) => {
    const [old, now] = [entryOf(before, change), entryOf(after, change)]
    const name = change.code === undefined ? change.list : `${change.list}.${change.code}`
    return { name, before: onlyDifferent(old, now), after: onlyDifferent(now, old) }
  })
  const side = (of: 'before' | 'after') => Object.fromEntries(differences.map((difference) => [difference.name, difference[of]]))
  return { before: side('before'), after: side('after') }
}
