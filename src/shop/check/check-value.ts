/** Finds everything that is wrong with a shop, at once: what its form forbids, and the rules between its entries. */
import type { z } from 'zod'
import { location, ruleOfIssue, toPromotionCode } from '../../contract/index.ts'
import type { Context, Fault, Path } from '../schema/faults.ts'
import { faultsBetween, type ListName, listNames, shopFile } from '../schema/file.ts'
import { isRecord } from '../schema/rules.ts'
import { settings } from '../schema/settings.ts'
import { sayIssue } from './say-issue.ts'

const pathOf = (issue: z.core.$ZodIssue): Path => issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))

/** The faults of an issue. Of a union, those of the form that the value looks like. */
const faultsOfIssue = (issue: z.core.$ZodIssue, above: Path = []): Fault[] => {
  const path = [...above, ...pathOf(issue)]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not known here', rule: 'unknown' }))
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message, rule: 'format' }))
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union'))
    return [{ path, message: 'is missing', rule: 'required' }]
  if (issue.code === 'invalid_union') {
    const alike = issue.errors.find((issues) => !issues.some(({ code, path: deeper }) => code === 'invalid_type' && deeper.length === 0))
    return alike ? alike.flatMap((each) => faultsOfIssue(each, path)) : [{ path, message: 'has the wrong form', rule: 'type' }]
  }
  return [{ path, message: issue.message, ...ruleOfIssue(issue) }]
}

const entriesOf = (value: unknown, list: ListName): unknown[] => {
  const entries = isRecord(value) ? value[list] : undefined
  return Array.isArray(entries) ? entries : []
}

const codeOf = (entry: unknown): string | undefined => (isRecord(entry) && typeof entry.code === 'string' ? entry.code : undefined)

const settingsIn = (value: unknown): Record<string, unknown> => (isRecord(value) && isRecord(value.shop) ? value.shop : {})

const contextOf = (value: unknown): Context => {
  const codes = new Map<string, Set<string | undefined>>(listNames.map((list) => [list, new Set(entriesOf(value, list).map(codeOf))]))
  const shop = settingsIn(value)
  const { currency, locales } = settings.shape
  return {
    declares: (list, code) => codes.get(list)?.has(code) ?? false,
    currency: currency.safeParse(shop.currency).data,
    locales: locales.safeParse(shop.locales).data,
    isTaxed: !isRecord(value) || !isRecord(value.shop) || shop.taxRate !== undefined,
    location: location.safeParse(shop.location).data,
  }
}

/** The name in the shop's first language. */
const nameOf = (entry: unknown, { locales: [first = ''] = [] }: Context): string | undefined => {
  const name = isRecord(entry) ? entry.name : undefined
  const text = isRecord(name) ? name[first] : name
  return typeof text === 'string' ? text.trim() : undefined
}

/** The lists in which no two entries have the same name. */
const listsOfNames: readonly ListName[] = ['categories', 'ingredients', 'products']

const promotionCodeOf = (entry: unknown) =>
  isRecord(entry) && typeof entry.promotionCode === 'string' ? toPromotionCode(entry.promotionCode) : undefined

/** The entries of a list that have the same as an earlier one. */
const repeated = (value: unknown, list: ListName, field: string, of: (entry: unknown) => string | undefined): Fault[] => {
  const seen = new Set<string>()
  return entriesOf(value, list).flatMap((entry, n): Fault[] => {
    const text = of(entry)
    if (text === undefined) return []
    if (seen.has(text)) return [{ path: [list, n, field], message: `another entry has the ${field} ${text}`, rule: 'taken' }]
    seen.add(text)
    return []
  })
}

/** `['products', 'tomato-soup', 'price']`: with codes where the path has positions. */
export const withCodes = (value: unknown, path: Path): Path => {
  let inside = value
  return path.map((step) => {
    inside = Array.isArray(inside) ? inside[Number(step)] : isRecord(inside) ? inside[step] : undefined
    return typeof step === 'number' ? (codeOf(inside) ?? step) : step
  })
}

/** Everything that is wrong with the value. `parsed` is the file, and `currency` its currency, where they have the right form. */
export const checkValue = (value: unknown) => {
  const parsed = shopFile.safeParse(value, { reportInput: true, error: sayIssue })
  const context = contextOf(value)
  const faults = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOfIssue(issue))),
    ...listNames.flatMap((list) => repeated(value, list, 'code', codeOf)),
    ...listsOfNames.flatMap((list) => repeated(value, list, 'name', (entry) => nameOf(entry, context))),
    ...repeated(value, 'promotions', 'promotionCode', promotionCodeOf),
    ...faultsBetween(value, context),
  ]
  return { parsed: parsed.data, faults, currency: context.currency }
}
