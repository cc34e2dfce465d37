/** Replays the examples of the reference and checks that the gateway answers in the same way. */
import { z } from 'zod'
import { happenings, isHappening } from '../../docs/examples/happenings.ts'
import { shorten } from '../../docs/examples/stage.ts'
import { roles } from '../../src/contract/index.ts'
import type { Step } from '../../src/reference/examples.ts'
import { difference, type Names, translate } from './alike.ts'
import { codeOf } from './authenticator.ts'
import { localTime } from './calendar.ts'
import { type Client, connectClient, type Heard, Refused } from './client.ts'
import { makePerson, type TestGateway } from './gateway.ts'
import { until } from './until.ts'

type AnyClient = Client<'/guest' | '/' | '/staff'>

/** Entries of the menu have a `code` too, of letters. */
const withAppCode = z.object({ code: z.string().regex(/^\d{6}$/) })

const dayOf = (instant: number) => Date.parse(localTime(instant, 'Europe/Bratislava').date)

/** The payload with its days at the shop and its moments as far from now as they were from the recording. */
const fromNow = (payload: unknown, recorded: number, begun: number): unknown =>
  JSON.parse(JSON.stringify(payload), (_, value) => {
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value)) return value
    const since = value.includes('T') ? begun - recorded : dayOf(begun) - dayOf(recorded)
    const moved = new Date(Date.parse(value) + since).toISOString()
    return value.includes('T') ? moved : moved.slice(0, 10)
  })

/** When the recording was made: the clock of the gateway at the first connection. */
const recordedAt = (steps: readonly Step[]): number => {
  const ready = steps.find(({ event }) => event === 'session:ready')?.payload as { server: { time: string } } | undefined
  return Date.parse(ready?.server.time ?? '')
}

interface Played {
  publicUrl: string
  steps: readonly Step[]
  /** The gateway is of a later version than the examples. */
  isLater?: boolean
}

export const createReplay = (gateway: TestGateway, { publicUrl, steps, isLater = false }: Played) => {
  const compare = (names: Names, recorded: unknown, real: unknown) => difference(names, recorded, real, { isLater })
  const [recorded, begun] = [recordedAt(steps), Date.now()]
  const names: Names = new Map()
  const clients = new Map<string, AnyClient>()
  const used = new Set<Heard>()
  let app: { secret: string; shown: number } | undefined

  const clientOf = (step: Step): AnyClient => {
    const client = clients.get(step.as)
    if (!client) throw new Error(`${step.as} has not connected`)
    return client
  }

  const enter = async ({ as, namespace, payload, answer }: Step) => {
    const role = roles.find((each) => each === as)
    const auth = role ? { token: (await makePerson(gateway.database, role)).token } : translate(names, payload)
    const outcome = await connectClient(gateway.url, namespace, auth as Record<string, unknown>).catch((error: unknown) => error)
    if (outcome instanceof Refused) return compare(names, answer, { ok: false, error: outcome.failure })
    if (outcome instanceof Error) throw outcome
    clients.set(as, outcome as AnyClient)
    return answer ? 'it was let in' : undefined
  }

  /** The codes of the authenticator app are those of now: a code that was recorded as right becomes the next one of the new secret. */
  const withCode = ({ payload, answer }: Step, translated: unknown): unknown => {
    if (!app || !answer?.ok || !withAppCode.safeParse(payload).success) return translated
    app.shown += 1
    return Object.assign(Object(translated), { code: codeOf(app.secret, app.shown - 1) })
  }

  const ask = async (step: Step) => {
    const answer = await clientOf(step).raw(step.event, withCode(step, fromNow(translate(names, step.payload), recorded, begun)))
    const enrolled = z.object({ data: z.object({ secret: z.string() }) }).safeParse(answer)
    if (enrolled.success) app = { secret: enrolled.data.data.secret, shown: 0 }
    return compare(names, step.answer, shorten(answer))
  }

  /** Waits for a push that no earlier step has used, in any order. */
  const hear = async (step: Step) => {
    const { heard } = clientOf(step)
    const fits = ({ event, payload }: Heard) =>
      event === step.event && compare(new Map(names), step.payload, shorten(payload)) === undefined
    const look = () => {
      const found = heard.find((each) => !used.has(each) && fits(each))
      if (!found) throw new Error(`heard ${JSON.stringify(heard)}`)
      return found
    }
    const found = await until(look, `${step.as} hears ${step.event} ${JSON.stringify(step.payload)}`)
    used.add(found)
    compare(names, step.payload, shorten(found.payload))
    return undefined
  }

  const post = async ({ event, payload }: Step) => {
    const url = gateway.url + translate(names, event).replace(publicUrl, '')
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) })
    return undefined
  }

  const happen = async ({ event, payload }: Step) => {
    const { orderId, token } = translate(names, payload) as { orderId?: string; token?: string }
    if (!isHappening(event)) throw new Error(`${event} is no happening`)
    await happenings[event](gateway.database, orderId ?? token ?? '')
    return undefined
  }

  const acts = { connect: enter, request: ask, push: hear, http: post, happening: happen }
  return {
    /** Says how the outcome differs from the example, or returns undefined. */
    play: (step: Step): Promise<string | undefined> => acts[step.kind](step),
    close: () => {
      for (const client of clients.values()) client.close()
    },
  }
}
