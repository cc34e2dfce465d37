/** What is different between two shops. */
import { isDeepStrictEqual } from 'node:util'
import { type ListName, listNames, type ShopFile } from '../schema/file.ts'

export interface Change {
  list: 'shop' | ListName
  /** Absent for the settings. */
  code?: string
  kind: 'added' | 'changed' | 'retired'
  /** What is different in an entry that has changed: `price: 8.90 → 9.50`. */
  details: string[]
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const show = (value: unknown): string => (value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value))

/** A list of entries that have codes, by code. */
const byCode = (value: unknown): Readonly<Record<string, unknown>> | undefined => {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const entries = value.map((entry: unknown) =>
    isPlain(entry) && typeof entry.code === 'string' ? ([entry.code, entry] as const) : undefined,
  )
  return entries.every((entry) => entry !== undefined) ? Object.fromEntries(entries) : undefined
}

/** The fields that differ, at any depth. */
const differences = (before: unknown, after: unknown, path: readonly string[] = []): string[] => {
  if (isDeepStrictEqual(before, after)) return []
  const [old, now] = [byCode(before), byCode(after)]
  if (old && now) {
    const found = differences(old, now, path)
    return found.length > 0 ? found : [`${path.join('.')}: in the order ${Object.keys(now).join(', ')}`]
  }
  if (!isPlain(before) || !isPlain(after)) return [`${path.join('.')}: ${show(before)} → ${show(after)}`]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differences(before[key], after[key], [...path, key]),
  )
}

type Entry = ShopFile[ListName][number]

/** The lists whose order the menu has. */
const isOrdered = (list: ListName): boolean => list === 'categories' || list === 'products'

/** The codes from the first to the last that stands at another place. */
const newOrder = (before: readonly Entry[], after: readonly Entry[]): string => {
  const isMoved = ({ code }: Entry, n: number) => before[n]?.code !== code
  return after
    .slice(after.findIndex(isMoved), after.findLastIndex(isMoved) + 1)
    .map(({ code }) => code)
    .join(', ')
}

const changesOfList = (list: ListName, before: readonly Entry[], after: readonly Entry[]): Change[] => {
  const [old, now] = [before, after].map((entries) => new Map(entries.map((entry) => [entry.code, entry])))
  if (!old || !now) return []
  const kept = after.flatMap((entry): Change[] => {
    const { code } = entry
    if (!old.has(code)) return [{ list, code, kind: 'added', details: [] }]
    const details = differences(old.get(code), entry)
    return details.length > 0 ? [{ list, code, kind: 'changed', details }] : []
  })
  const moved: Change[] =
    isOrdered(list) && kept.length === 0 && before.length === after.length && !isDeepStrictEqual(before, after)
      ? [{ list, code: after[0]?.code ?? '', kind: 'changed', details: [`order: ${newOrder(before, after)}`] }]
      : []
  const retired = before.filter(({ code }) => !now.has(code)).map(({ code }): Change => ({ list, code, kind: 'retired', details: [] }))
  return [...kept, ...moved, ...retired]
}

/** What changes from one shop to the other. `before` is absent where there is no shop yet. */
export const changesBetween = (before: ShopFile | undefined, after: ShopFile | undefined): Change[] => {
  if (!after) return []
  const details = before ? differences(before.shop, after.shop) : []
  const settings: Change[] = !before
    ? [{ list: 'shop', kind: 'added', details }]
    : details.length > 0
      ? [{ list: 'shop', kind: 'changed', details }]
      : []
  return [...settings, ...listNames.flatMap((list) => changesOfList(list, before?.[list] ?? [], after[list]))]
}
