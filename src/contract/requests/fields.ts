/** Fields and rules that several requests share. */
import { z } from 'zod'
import { timestamp } from '../shapes/values.ts'

/** A range of time. `refine` it with `endsAfterStart`. */
export const range = {
  from: timestamp.optional().describe('The start of the range, which belongs to it. Absent: no start.'),
  to: timestamp.optional().describe('The end of the range, which does not belong to it. Absent: no end.'),
}

interface Range {
  from?: string | undefined
  to?: string | undefined
}

/** Arguments of `refine`: a range must end after it starts. */
export const endsAfterStart = (): [(given: Range) => boolean, { path: string[]; message: string; params: { rule: string } }] => [
  ({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to),
  { path: ['to'], message: 'must be later than from', params: { rule: 'later_than_from' } },
]

/** The longest range of the shop's figures. */
export const longestDays = 92
const dayMs = 24 * 60 * 60_000

/** Arguments of `refine`: a range of the shop's figures is not longer than a quarter of a year. */
export const notLonger = (): [(given: Range) => boolean, { path: string[]; message: string }] => [
  ({ from, to = new Date().toISOString() }) => from === undefined || Date.parse(to) - Date.parse(from) <= longestDays * dayMs,
  { path: ['from'], message: `must be at most ${longestDays} days before the end of the range` },
]

/** Arguments of `refine`: exactly one of two fields is given. */
export const exactlyOne = <First extends string, Second extends string>(
  first: First,
  second: Second,
): [(given: { [Field in First | Second]?: unknown }) => boolean, string] => [
  (given) => (given[first] === undefined) !== (given[second] === undefined),
  `name either ${first} or ${second}`,
]

/** Long enough for the longest name in a key, 200 characters of three bytes, in base64. */
export const cursor = z.string().max(1000).optional().describe('The `nextCursor` of the page before. Absent: the first page.')

/** How many entries an answer has at most: `size` unless the client names another number, up to `most`. */
export const limit = (size: number, most: number) =>
  z.int().min(1).max(most).default(size).describe(`The maximum number of entries on the page. The default is ${size}.`)

/** The fields that ask for a page of `size` entries. A page also ends where it has reached `maxPageBytes`. */
export const page = (size: number, most = 100) => ({ limit: limit(size, most), cursor })

export const nextCursor = z
  .string()
  .optional()
  .describe('The `cursor` of the next page. Absent on the last page. A page ends at the limit or at about 256 KiB, whichever comes first.')
