/** A connection that comes back when it is lost, and requests that are sent again then: what docs/protocol.md asks of a client. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { connectionPushes, type Failure, failure, type Request } from '../../src/contract/index.ts'
import { type Client, connectClient } from '../wire/client.ts'
import type { Load } from './load.ts'
import { ask, Cut, ignoreRecorded, outcomeOf, parseJson, Recorded, Refused, read } from './wire.ts'

/** Who has not come in after so long does not try any more. */
const patienceMs = 120_000
const maxRefusals = 10

export type SessionReady = z.output<(typeof connectionPushes)['session:ready']>

interface Options {
  load: Load
  /** For messages. */
  who: string
  namespace: '/' | '/staff' | '/guest'
  /** Asked for each attempt. */
  auth?: () => object
  onConnecting?: () => void
  onReady?: (ready: SessionReady) => void
  onPush?: (event: string, payload: Buffer) => void
}

const backoffMs = (attempt: number) => Math.random() * Math.min(10_000, 250 * 2 ** attempt)

const refusal = z.object({ data: failure })

/** What the gateway said to a handshake; undefined where it said nothing that could be understood. */
const refusalOf = (error: unknown): Failure | undefined => {
  const text = error instanceof Error ? /^refused: (.*)$/s.exec(error.message)?.[1] : undefined
  return text === undefined ? undefined : refusal.safeParse(parseJson(text)).data?.data
}

export const createLine = ({ load, who, namespace, auth = () => ({}), onConnecting, onReady, onPush }: Options) => {
  const { recorder, checks, options } = load
  const isCustomer = namespace === '/'
  const kind = isCustomer ? 'connect' : `connect to ${namespace}`
  let current: Promise<Client> | undefined
  let attempts = 0
  let comeBackAfterMs: number | undefined

  const hear = (event: string, payload: Buffer) => {
    if (event === 'session:ready') {
      const ready = read(load, event, connectionPushes[event], payload)
      load.nodes.add(ready.server.node)
      load.compareClocks(ready.server.time)
      onReady?.(ready)
    } else if (event === 'server:draining') {
      comeBackAfterMs = read(load, event, connectionPushes[event], payload).reconnectAfterMs
    } else onPush?.(event, payload)
  }

  const heard = (attempt: number) => (event: string, payload: Buffer) => {
    // what comes on a connection that was left is for nobody
    if (attempt !== attempts) return
    try {
      hear(event, payload)
    } catch (error) {
      ignoreRecorded(error)
    }
  }

  const lost = (attempt: number) => () => {
    if (attempt !== attempts || !current) return
    current = undefined
    if (isCustomer) load.wentOut()
    recorder.count('lost')
    open(comeBackAfterMs ?? backoffMs(1)).catch(ignoreRecorded)
    comeBackAfterMs = undefined
  }

  const attempt = async (): Promise<Client> => {
    attempts += 1
    const mine = attempts
    let isIn = false
    onConnecting?.()
    const started = performance.now()
    const client = await connectClient({
      url: options.url,
      namespace,
      auth: auth(),
      localAddress: load.nextAddress(),
      withinMs: options.timeout * 1000,
      onPush: heard(mine),
      onClose: () => {
        if (isIn) lost(mine)()
      },
    })
    isIn = true
    recorder.took(kind, performance.now() - started)
    if (isCustomer) load.cameIn()
    return client
  }

  const untilIn = async (waitMs: number): Promise<Client> => {
    await delay(waitMs)
    const deadline = performance.now() + patienceMs
    for (let n = 1; ; n += 1) {
      const started = performance.now()
      try {
        return await attempt()
      } catch (error) {
        if (error instanceof Recorded) throw error
        const failed = refusalOf(error)
        recorder.refusal(`${kind}: ${failed?.reason ?? failed?.code ?? (error instanceof Error ? error.message : error)}`)
        recorder.took(kind, performance.now() - started, failed ? outcomeOf('connect', failed) : 'refused')
        if (performance.now() > deadline || failed?.retryable === false) {
          const problem = `${who}: ${failed?.message ?? (error instanceof Error ? error.message : error)}`
          checks.fail('arrived', problem)
          throw new Recorded(problem)
        }
        await delay(Math.max(failed?.retryAfterMs ?? 0, backoffMs(n)))
      }
    }
  }

  /** Resolves when in. Rejects with `Recorded` when that cannot be. */
  const open = (waitMs = 0): Promise<Client> => {
    current ??= untilIn(waitMs)
    return current
  }

  /** Leaves; the next request, or `open`, comes back. */
  const leave = async (): Promise<void> => {
    const client = await current
    if (!client) return
    current = undefined
    attempts += 1
    if (isCustomer) load.wentOut()
    client.close()
  }

  const request = async <Input extends z.ZodType<unknown, object>, Data extends z.ZodType>(
    what: Request<string, Input, Data>,
    payload: z.input<Input>,
  ): Promise<z.output<Data>> => {
    for (let refusals = 0; ; ) {
      const client = await open()
      try {
        return await ask(load, client, what, payload)
      } catch (error) {
        if (error instanceof Refused) {
          refusals += 1
          if (!error.failure.retryable || refusals === maxRefusals) throw error
          await delay(Math.max(error.failure.retryAfterMs ?? 0, backoffMs(refusals)))
        } else if (!(error instanceof Cut)) throw error
        // the same again on the next connection: who asks carries a requestId, or changes nothing
      }
    }
  }

  return { open, leave, request }
}

export type Line = ReturnType<typeof createLine>
