/** What an entry of the activity has changed, field by field. */
import type { AuditLogEntry, Money } from '#contract'
import { dateTime, money, number, t } from '../../../language/staff-language.ts'

export interface FieldChange {
  name: string
  before: string
  after: string
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Amounts in minor units. */
const amounts = new Set(['total', 'adjusted', 'carried'])

const moment = /^\d{4}-\d\d-\d\dT/

const oneOf = (words: Readonly<Record<string, string>>, value: string): string | undefined =>
  Object.hasOwn(words, value) ? words[value] : undefined

/** What the ids and the amounts of an entry mean. */
export interface Meaning {
  names: ReadonlyMap<string, string>
  currency: Money['currency'] | undefined
}

const textOf = (field: string, value: unknown, { names, currency }: Meaning): string => {
  if (value === undefined || value === null) return '–'
  if (typeof value === 'boolean') return value ? t().activity.yes : t().activity.no
  if (typeof value === 'number') return amounts.has(field) && currency ? money({ amount: value, currency }) : number(value)
  if (typeof value !== 'string') return JSON.stringify(value)
  if (field === 'status') return oneOf(t().staff.column, value) ?? value
  if (field === 'courierId') return names.get(value) ?? '…'
  if (field === 'role') return oneOf(t().staff.role, value) ?? value
  return moment.test(value) ? dateTime(value) : value
}

const nameOf = (path: readonly string[]): string => {
  const field = path.at(-1) ?? ''
  return [...path.slice(0, -1), oneOf(t().activity.fields, field) ?? field].join(' · ')
}

export const changesOf = ({ before, after }: AuditLogEntry, meaning: Meaning): FieldChange[] => {
  const compare = (old: unknown, now: unknown, path: readonly string[]): FieldChange[] => {
    if (!isFields(old ?? now) || !isFields(now ?? old)) {
      const field = path.at(-1) ?? ''
      return [{ name: nameOf(path), before: textOf(field, old, meaning), after: textOf(field, now, meaning) }]
    }
    const [was, is] = [isFields(old) ? old : {}, isFields(now) ? now : {}]
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => compare(was[key], is[key], [...path, key]))
  }
  return before || after ? compare(before, after, []) : []
}
