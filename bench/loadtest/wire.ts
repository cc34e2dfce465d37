/** One request and its answer: measured, held against the contract, and told from a refusal. */
import { z } from 'zod'
import { type Failure, failure, type Request } from '../../src/contract/index.ts'
import type { Reason } from '../../src/errors.ts'
import type { Client } from '../wire/client.ts'
import type { Load } from './load.ts'

/** Something that is in the records already; whoever acted goes on with something else. */
export class Recorded extends Error {}

/** The gateway said no. */
export class Refused extends Recorded {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(`${failure.reason ?? failure.code}: ${failure.message}`)
    this.failure = failure
  }
}

/** The connection ended before the answer came. */
export class Cut extends Recorded {}

/** Goes on after what is in the records already. */
export const ignoreRecorded = (error: unknown): void => {
  if (!(error instanceof Recorded)) throw error
}

/** Refusals that are part of life, by event: somebody was quicker, or a dish is sold out. */
const goodReasons: Readonly<Record<string, readonly Reason[]>> = {
  'account:sign_up': ['login_taken'],
  'order:quote': ['product_unavailable'],
  'order:place': ['insufficient_stock', 'product_unavailable', 'payment_method_not_available'],
  'order:cancel': ['cannot_cancel_order'],
  'order:advance': ['invalid_transition', 'assigned_to_another', 'insufficient_stock', 'payment_required'],
  'payment:collect': ['payment_not_due', 'assigned_to_another'],
}

const isGoodReason = (event: string, { reason }: Failure) => goodReasons[event]?.some((each) => each === reason) ?? false

/** By the sort of refusal. */
export const outcomeOf = (event: string, refusal: Failure) =>
  isGoodReason(event, refusal) ? 'declined' : refusal.retryable ? 'refused' : 'failed'

const acknowledgement = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: failure }),
])

const problem = (event: string, { issues: [issue] }: z.ZodError) => `${event}: ${issue?.path.map(String).join('.')}: ${issue?.message}`

/** Undefined, which fits no schema, where it is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Holds what the gateway sent against a schema. Where it does not conform, that is recorded and thrown. */
export const conform = <Schema extends z.ZodType>({ checks }: Load, event: string, schema: Schema, value: unknown): z.output<Schema> => {
  checks.look('contract')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  checks.fail('contract', problem(event, parsed.error))
  throw new Recorded(`${event} is not as the contract says`)
}

/** The same for bytes of JSON. */
export const read = <Schema extends z.ZodType>(load: Load, event: string, schema: Schema, bytes: Buffer): z.output<Schema> =>
  conform(load, event, schema, parseJson(bytes.toString()))

const answered = async ({ options, recorder, checks }: Load, event: string, ack: Promise<Buffer>): Promise<Buffer> => {
  checks.look('answered')
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      recorder.count('unanswered')
      checks.fail('answered', `${event}: no answer within ${options.timeout} s`)
      reject(new Recorded(`${event} was not answered`))
    }, options.timeout * 1000)
  })
  try {
    return await Promise.race([ack, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** Asks once. Throws `Refused`, `Cut` or, when there was no proper answer, `Recorded`. */
export const ask = async <Input extends z.ZodType<unknown, object>, Data extends z.ZodType>(
  load: Load,
  client: Client,
  { event, data }: Request<string, Input, Data>,
  payload: z.input<Input>,
): Promise<z.output<Data>> => {
  const { recorder, checks } = load
  const started = performance.now()
  const cut = (error: Error) => {
    throw new Cut(error.message)
  }
  const ack = await answered(load, event, client.request(event, payload).catch(cut))
  const ms = performance.now() - started
  const answer = read(load, event, acknowledgement, ack)
  checks.look('unexpected')
  const outcome = answer.ok ? 'ok' : outcomeOf(event, answer.error)
  recorder.took(event, ms, outcome)
  recorder.took('any request', ms, outcome)
  if (answer.ok) return conform(load, event, data, answer.data)
  recorder.refusal(`${event}: ${answer.error.reason ?? answer.error.code}`)
  if (outcome === 'failed')
    checks.fail('unexpected', `${event}: ${answer.error.code}/${answer.error.reason ?? ''}: ${answer.error.message}`)
  throw new Refused(answer.error)
}
