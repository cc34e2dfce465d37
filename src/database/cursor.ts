import { z } from 'zod'
import { AppError } from '../errors.ts'

/** Encodes the key of a page's last row. Cursors are opaque to clients. */
export const encodeCursor = (key: readonly unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** A timestamp in a key, as PostgreSQL writes it in our sessions: in UTC, with up to six fractional digits. The year 0 does not exist. */
export const keyMoment = z.iso
  .datetime({ offset: true })
  .regex(/:\d\d(\.\d{1,6})?(Z|\+00:00)$/)
  .refine((moment) => moment >= '0002')

/** Throws `invalid_argument` for anything that is not a key of this list. */
export const decodeCursor = <Key extends z.ZodType>(cursor: string, key: Key): z.output<Key> => {
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new AppError('invalid_argument', {
      message: 'cursor: must be a nextCursor that this list returned.',
      details: { fields: ['cursor'] },
    })
  }
}
