import { z } from 'zod'
import { AppError } from '../errors.ts'

/** Encodes the key of a page's last row. Clients do not look into it. */
export const encodeCursor = (key: readonly unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** A moment in a key, as our sessions of PostgreSQL write it: in UTC, with up to six digits after the second. The year 0 does not exist. */
export const keyMoment = z.iso
  .datetime({ offset: true })
  .regex(/:\d\d(\.\d{1,6})?(Z|\+00:00)$/)
  .refine((moment) => moment >= '0002')

/** Throws `invalid_argument` for anything that is not a key of this list. */
export const decodeCursor = <Key extends z.ZodType>(cursor: string, key: Key): z.output<Key> => {
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new AppError('invalid_argument', { message: 'cursor: not one that this list returned.', details: { field: 'cursor' } })
  }
}

/** Cuts `limit` + 1 selected rows into a page and, if a row is left over, the cursor of the next page. */
export const cutPage = <Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (last: Row) => readonly unknown[],
): { page: Row[]; next: { nextCursor?: string } } => {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, next: rows.length > limit && last !== undefined ? { nextCursor: encodeCursor(keyOf(last)) } : {} }
}
