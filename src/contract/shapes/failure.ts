import { z } from 'zod'

export const failure = z
  .object({
    code: z.string().describe('What kind of failure it is: a code of google.rpc.Code in lower case.'),
    reason: z.string().optional().describe('Which failure it is, for programs. Absent where it would repeat `code`.'),
    message: z.string().describe('What went wrong, for people, in their language. The wording may change.'),
    retryable: z.boolean().describe('True: the same request may succeed later without a change.'),
    retryAfterMs: z.int().optional().describe('How long to wait before the next attempt, in milliseconds.'),
    details: z.unknown().optional().describe('More about this failure; what it holds depends on `reason`.'),
  })
  .describe('Why a request or a handshake was refused.')
export type Failure = z.infer<typeof failure>

/** What a request is answered with. */
export type Acknowledgement<Data> = { ok: true; data: Data } | { ok: false; error: Failure }

/** Which rule of the contract a field breaks, for programs that have texts of their own. */
export const rules = [
  'required',
  'type',
  'unknown',
  'too_short',
  'too_long',
  'too_few',
  'too_many',
  'too_small',
  'too_big',
  'choice',
  'format',
  'plain',
  'visible',
  'email',
  'phone',
  'time_zone',
  'locale',
  'later_than_from',
  'not_found',
  'decimals',
  'taken',
  'overlaps',
  'common',
  'other',
] as const
export type Rule = (typeof rules)[number]

/** A field of the payload that is at fault: an element of `details.faults`. */
export interface Fault {
  /** The path to the field, for example `delivery.phone` or `items[0].quantity`. Empty for the payload as a whole. */
  field: string
  rule: Rule
  /** Of `too_short` to `too_big`: the shortest, longest, smallest … that is accepted. */
  limit?: number
  /** Of `other` in an entry of the shop: what is wrong, in English. */
  message?: string
}

/** The `details` of a refusal because of what is in the fields. */
export const faultDetails = (faults: readonly Fault[]) => ({ fields: faults.map(({ field }) => field), faults })
