/** Why an entry cannot be saved or retired. */
import { type Fault as FieldFault, faultDetails, fieldOf } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { checkValue, withCodes } from '../check/check-value.ts'
import type { Fault, Path } from '../schema/faults.ts'
import type { ShopFile } from '../schema/file.ts'
import { etagOf } from './etag.ts'

/** A refusal names so many fields at most. */
const maxNamed = 50

/** Refuses a change of an entry that another manager or a file has changed or retired since it was read. */
export const refuseChanged = (current: object | undefined, etag: string): void => {
  if (current !== undefined && etagOf(current) === etag) return
  throw new AppError('entry_changed', { details: current && { current: { entry: current, etag: etagOf(current) } } })
}

const keyOf = (value: object, { path, message }: Fault) => JSON.stringify([withCodes(value, path), message])

const startsWith = (path: Path, start: Path) => start.every((step, n) => path[n] === step)

/** What is wrong with the shop after a change and was not before it, and everything that is wrong with the entry at `place`. */
const newFaults = (before: ShopFile, after: object, place?: Path): Fault[] => {
  const { faults } = checkValue(after)
  if (faults.length === 0) return []
  const known = new Set(checkValue(before).faults.map((fault) => keyOf(before, fault)))
  return faults.filter((fault) => (place !== undefined && startsWith(fault.path, place)) || !known.has(keyOf(after, fault)))
}

interface Edited {
  before: ShopFile
  /** Where the shop has the entry. */
  place: Path
  /** The shop with the entry. */
  after: object
}

/** Names every field at fault: those of the entry as fields of the payload, others by their path in the file. */
export const refuseFaults = ({ before, place, after }: Edited): void => {
  const faults = newFaults(before, after, place)
    .slice(0, maxNamed)
    .map((fault): FieldFault & { text: string } => {
      const { path, message, rule = 'other', limit } = fault
      const isOfEntry = startsWith(path, place)
      const field = fieldOf(isOfEntry ? ['entry', ...path.slice(place.length)] : withCodes(after, path)).slice(0, 200)
      return { field, rule, ...(limit !== undefined && { limit }), ...(rule === 'other' && { message }), text: `${field}: ${message}` }
    })
  if (faults.length === 0) return
  throw new AppError('invalid_argument', {
    message: faults
      .map(({ text }) => text)
      .join('; ')
      .slice(0, 2000),
    details: faultDetails(faults.map(({ text, ...fault }) => fault)),
  })
}

/** Refuses to retire what other entries need. */
export const refuseInUse = (before: ShopFile, after: object): void => {
  const usedBy = [...new Set(newFaults(before, after).map(({ path }) => withCodes(after, path).slice(0, 2).join('.')))]
  if (usedBy.length > 0) throw new AppError('entry_in_use', { details: { usedBy: usedBy.slice(0, maxNamed) } })
}
