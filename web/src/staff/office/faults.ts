/** Says what is wrong with an entry: at its fields, and for what has no field here in one text. */
import { RequestError } from '#client'
import type { Fault } from '#contract'
import { explain } from '../../language/failure.ts'
import { faultsOf } from '../../language/faults.ts'
import { t } from '../../language/staff-language.ts'
import { isListName, shop } from './shop.ts'
import { codeOf, nameOf } from './values.ts'

const explainFault = ({ rule, limit = 0 }: Fault): string => {
  const texts = t().faults
  return (texts[rule] ?? texts.other)(limit)
}

/** By field. */
export const faultTexts = (error: unknown): ReadonlyMap<string, string> =>
  new Map(error instanceof RequestError ? faultsOf(error).map((fault) => [fault.field, explainFault(fault)]) : [])

/** The name of an entry by its path in the file, `products.tomato-soup`. */
const nameOfPath = (path: string): string => {
  const [list, code] = path.split('.')
  const found = shop.value && isListName(list) ? shop.value.lists[list].find((entry) => codeOf(entry) === code) : undefined
  return found ? nameOf(found) : path
}

const usedBy = (error: unknown): string[] => {
  const details: unknown = error instanceof RequestError ? error.failure.details : undefined
  const names = typeof details === 'object' && details !== null && 'usedBy' in details ? details.usedBy : []
  return Array.isArray(names) ? names.map((name) => nameOfPath(String(name))) : []
}

export const problemOf = (error: unknown): string => {
  const faults = error instanceof RequestError ? faultsOf(error) : []
  if (faults.length === 0) return [explain(error), ...usedBy(error).slice(0, 5)].join(' · ')
  const elsewhere = faults.filter(({ field }) => !field.startsWith('entry.'))
  return [t().editor.check, ...elsewhere.slice(0, 5).map(({ field, message }) => [field, message].filter(Boolean).join(': '))].join(' · ')
}
