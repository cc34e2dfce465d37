/** The clients that play the scenario. They record every message. */
import { newToken } from '../../src/accounts/tokens.ts'
import type { Failure, Namespace, StaffRole } from '../../src/contract/index.ts'
import { type Step, step as stepSchema } from '../../src/reference/examples.ts'
import { type Client, connectClient } from '../../test/support/client.ts'
import { makePerson, type TestGateway } from '../../test/support/gateway.ts'
import { refusal } from '../../test/support/refusal.ts'
import { type Happens, happenings } from './happenings.ts'

export interface Actor<N extends Namespace> extends Pick<Client<N>, 'request' | 'pushed' | 'close'> {
  /** The same actor: its next request is an example with this title. */
  showing(title: string): Actor<N>
  /** Sends a request that the gateway refuses, and returns the error. */
  refused(event: Parameters<Client<N>['request']>[0], payload: object): Promise<Failure>
}

export interface Stage {
  gateway: TestGateway
  steps: Step[]
  enter<N extends Namespace>(as: string, namespace: N, auth?: Record<string, unknown>): Promise<Actor<N>>
  /** Confirms a payment at the sandbox. */
  pay(as: string, reference: string): Promise<void>
  /** Something happens outside the sockets, to an order. */
  happen(what: Happens, orderId: string): Promise<void>
  /** The person gets an e-mail with a link. Returns its token. */
  getMail(what: Happens): Promise<string>
  /** Connects where the gateway refuses the handshake, and returns the error. */
  turnedAway(as: string, namespace: Namespace, auth: Record<string, unknown>): Promise<Failure>
  /** Connects as a member of staff, with a new account. */
  staff(role: StaffRole): Promise<Actor<'/staff'>>
}

/** The base URL of the links in the examples. */
export const publicUrl = 'https://orders.example.com'

/** The environment of the gateway that plays the scenario. The keys are used nowhere else. */
export const settings = {
  PUBLIC_URL: publicUrl,
  VAPID_PUBLIC_KEY: 'BLWlShgA2VdPFp1dQ9_euGEbEPIk2QmmhO6A_jOeQIxig26I8Z1lhJLlYxpxnxWv49hJXynPPPlp_XgfAmEtguo',
  VAPID_PRIVATE_KEY: 'Jkx7bTAVJo3gfh9hKUqoA027rnz6aEAiP5nJmbdo9EM',
  VAPID_SUBJECT: 'mailto:push@shop.example',
}

/** Stands for the content of a file. */
export const fileContent = '(bytes)'

const longestList = 3

/** A message as the examples show it, with pictures, files and long lists shortened. */
export const shorten = (value: unknown): unknown => {
  const text = JSON.stringify(value, (_, inner) => (inner?.type === 'Buffer' ? fileContent : inner))
  return JSON.parse(text, (key, inner) => {
    if (key === 'svg') return '<svg xmlns="http://www.w3.org/2000/svg">…</svg>'
    // the machine that records
    if (key === 'host') return 'web-1'
    // a polygon with less corners is another one
    return Array.isArray(inner) && key !== 'polygon' ? inner.slice(0, longestList) : inner
  })
}

export const createStage = (gateway: TestGateway): Stage => {
  const steps: Step[] = []
  const note = (step: Step) => steps.push(stepSchema.parse(shorten(step)))

  const enter = async <N extends Namespace>(as: string, namespace: N, auth: Record<string, unknown> = {}): Promise<Actor<N>> => {
    note({ as, namespace, kind: 'connect', event: 'connect', payload: auth })
    const client = await connectClient(gateway.url, namespace, auth)
    let next: { title?: string } = {}
    const takeTitle = () => {
      const taken = next
      next = {}
      return taken
    }
    const actor: Actor<N> = {
      close: client.close,
      showing: (title) => {
        next = { title }
        return actor
      },
      request: async (event, payload) => {
        const named = takeTitle()
        const data = await client.request(event, payload)
        note({ as, namespace, kind: 'request', event, payload, ...named, answer: { ok: true, data } })
        return data
      },
      refused: async (event, payload) => {
        const named = takeTitle()
        const error = await refusal(client.request(event, payload as never))
        note({ as, namespace, kind: 'request', event, payload, ...named, answer: { ok: false, error } })
        return error
      },
      pushed: async (event, fits) => {
        const payload = await client.pushed(event, fits)
        note({ as, namespace, kind: 'push', event, payload })
        return payload
      },
    }
    return actor
  }

  const pay = async (as: string, reference: string) => {
    const path = `/sandbox/payments/${reference}/confirm`
    const payload = { outcome: 'succeeded' }
    note({ as, namespace: '/', kind: 'http', event: path, payload })
    await fetch(gateway.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) })
  }

  const happen = async (what: Happens, orderId: string) => {
    note({ as: 'the world', namespace: '/', kind: 'happening', event: what, payload: { orderId } })
    await happenings[what](gateway.database, orderId)
  }

  const getMail = async (what: Happens) => {
    const token = newToken()
    note({ as: 'the world', namespace: '/', kind: 'happening', event: what, payload: { token } })
    await happenings[what](gateway.database, token)
    return token
  }

  const turnedAway = async (as: string, namespace: Namespace, auth: Record<string, unknown>) => {
    const error = await refusal(connectClient(gateway.url, namespace, auth))
    note({ as, namespace, kind: 'connect', event: 'connect', payload: auth, answer: { ok: false, error } })
    return error
  }

  const staff = async (role: StaffRole) => {
    const { token } = await makePerson(gateway.database, role)
    return enter(role, '/staff', { token })
  }
  return { gateway, steps, enter, pay, happen, getMail, turnedAway, staff }
}
