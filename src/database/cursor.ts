import { z } from 'zod'
import { AppError } from '../errors.ts'

/** The key of a page's last row, opaque to clients. */
export const encodeCursor = (key: readonly unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** A moment in a key, as PostgreSQL writes it: with microseconds and an offset. There is no year 0. */
export const keyMoment = z.iso.datetime({ offset: true }).refine((moment) => moment >= '0002')

/** Throws `invalid_argument` for anything but a key of the list's own form. */
export const decodeCursor = <Key extends z.ZodType>(cursor: string, key: Key): z.output<Key> => {
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new AppError('invalid_argument', { message: 'cursor: not one that this list returned.', details: { field: 'cursor' } })
  }
}
