import { z } from 'zod'

export const failure = z
  .object({
    code: z.string().describe('What kind of failure it is: a code of google.rpc.Code in lower case.'),
    reason: z.string().optional().describe('Which failure it is, for programs. Absent where it would repeat `code`.'),
    message: z.string().describe('What went wrong, for people, in English. The wording may change.'),
    retryable: z.boolean().describe('True: the same request may succeed later without a change.'),
    retryAfterMs: z.int().optional().describe('How long to wait before the next attempt, in milliseconds.'),
    details: z.unknown().optional().describe('More about this failure; what it holds depends on `reason`.'),
  })
  .describe('Why a request or a handshake was refused.')
export type Failure = z.infer<typeof failure>

/** What a request is answered with. */
export type Acknowledgement<Data> = { ok: true; data: Data } | { ok: false; error: Failure }
