/** Sends one request: measures it, checks the answer against the contract, and sorts refusals. */
import { z } from 'zod'
import { type Failure, failure, type Request } from '../../src/contract/index.ts'
import type { Reason } from '../../src/errors.ts'
import type { Client } from '../wire/client.ts'
import type { Load } from './load.ts'
import type { Outcome } from './recorder.ts'

/** A failure that is recorded already. The customer continues with another action. */
export class Recorded extends Error {}

/** The gateway refused a request. */
export class Refused extends Recorded {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(`${failure.reason ?? failure.code}: ${failure.message}`)
    this.failure = failure
  }
}

/** The connection ended before the answer. */
export class Disconnected extends Recorded {}

/** Ignores failures that are recorded already. */
export const ignoreRecorded = (error: unknown): void => {
  if (!(error instanceof Recorded)) throw error
}

/** Refusals that are normal under load, by event: another person was faster, or a dish is sold out. */
const goodReasons: Readonly<Record<string, readonly Reason[]>> = {
  'account:sign_up': ['login_taken'],
  'order:quote': ['product_unavailable'],
  'order:place': ['insufficient_stock', 'product_unavailable', 'payment_method_not_available'],
  'order:cancel': ['cannot_cancel_order'],
  'order:advance': ['invalid_transition', 'assigned_to_another', 'insufficient_stock', 'payment_required'],
  'payment:collect': ['payment_not_due', 'assigned_to_another'],
}

const isGoodReason = (event: string, { reason }: Failure) => goodReasons[event]?.some((each) => each === reason) ?? false

/** The outcome of a refused request. */
export const outcomeOf = (event: string, refusal: Failure) =>
  isGoodReason(event, refusal) ? 'declined' : refusal.retryable ? 'refused' : 'failed'

const acknowledgement = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: failure }),
])

const problem = (event: string, { issues: [issue] }: z.ZodError) => `${event}: ${issue?.path.map(String).join('.')}: ${issue?.message}`

/** Undefined, which fits no schema, if the text is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Parses what the gateway sent with a schema. Records and throws a mismatch. */
export const conform = <Schema extends z.ZodType>({ checks }: Load, event: string, schema: Schema, value: unknown): z.output<Schema> => {
  checks.count('contract')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  checks.fail('contract', problem(event, parsed.error))
  throw new Recorded(`${event} does not fit the contract`)
}

/** The same for JSON bytes. */
export const read = <Schema extends z.ZodType>(load: Load, event: string, schema: Schema, bytes: Buffer): z.output<Schema> =>
  conform(load, event, schema, parseJson(bytes.toString()))

const awaitAnswer = async (
  { options, recorder, checks }: Load,
  event: string,
  ack: Promise<Buffer>,
  onLate: () => void,
): Promise<Buffer> => {
  checks.count('answered')
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      recorder.count('unanswered')
      onLate()
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

/** Sends a request once, and measures from `since`. Throws `Refused`, `Disconnected` or, without a proper answer, `Recorded`. */
export const ask = async <Input extends z.ZodType<unknown, object>, Data extends z.ZodType>(
  load: Load,
  client: Client,
  { event, data }: Request<string, Input, Data>,
  payload: z.input<Input>,
  since = performance.now(),
): Promise<z.output<Data>> => {
  const { recorder, checks } = load
  const disconnected = (error: Error) => {
    throw new Disconnected(error.message)
  }
  const record = (outcome: Outcome, ms = performance.now() - since) => {
    for (const kind of [event, 'any request']) recorder.duration(kind, ms, outcome)
  }
  const answered = client.request(event, payload).catch(disconnected)
  const ack = await awaitAnswer(load, event, answered, () => record('failed'))
  const ms = performance.now() - since
  const answer = read(load, event, acknowledgement, ack)
  checks.count('unexpected')
  const outcome = answer.ok ? 'ok' : outcomeOf(event, answer.error)
  record(outcome, ms)
  if (answer.ok) return conform(load, event, data, answer.data)
  recorder.refusal(`${event}: ${answer.error.reason ?? answer.error.code}`)
  if (outcome === 'failed')
    checks.fail('unexpected', `${event}: ${answer.error.code}/${answer.error.reason ?? ''}: ${answer.error.message}`)
  throw new Refused(answer.error)
}
