/** A connection that reconnects, with requests that are repeated after it, as docs/protocol.md asks of a client. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { connectionPushes, type Failure, failure, type Request } from '../../src/contract/index.ts'
import { type Client, connectClient } from '../wire/client.ts'
import type { Load } from './load.ts'
import { ask, Disconnected, ignoreRecorded, outcomeOf, parseJson, Recorded, Refused, read } from './wire.ts'

/** After this time without success a customer gives up connecting. */
const connectTimeoutMs = 120_000
const maxRefusals = 10

export type SessionReady = z.output<(typeof connectionPushes)['session:ready']>

interface Options {
  load: Load
  /** Named in messages. */
  who: string
  namespace: '/' | '/staff' | '/guest'
  /** Called for every attempt. */
  auth?: () => object
  onConnecting?: () => void
  /** Called when a connection has ended. */
  onEnded?: () => void
  onReady?: (ready: SessionReady) => void
  onPush?: (event: string, payload: Buffer) => void
}

const backoffMs = (attempt: number) => Math.random() * Math.min(10_000, 250 * 2 ** attempt)

const refusal = z.object({ data: failure })

/** The gateway's refusal of a handshake; undefined if the error has none. */
const refusalOf = (error: unknown): Failure | undefined => {
  const text = error instanceof Error ? /^refused: (.*)$/s.exec(error.message)?.[1] : undefined
  return text === undefined ? undefined : refusal.safeParse(parseJson(text)).data?.data
}

export const createLine = ({ load, who, namespace, auth = () => ({}), onConnecting, onEnded, onReady, onPush }: Options) => {
  const { recorder, checks, options } = load
  const isCustomer = namespace === '/'
  const kind = isCustomer ? 'connect' : `connect to ${namespace}`
  let current: Promise<Client> | undefined
  let attempts = 0
  let reconnectAfterMs: number | undefined
  let due: number | undefined
  let departures = 0

  /** The moment at which the next request or connection was due, once. */
  const takeDue = () => {
    const at = due
    due = undefined
    return at
  }

  const onMessage = (event: string, payload: Buffer) => {
    if (event === 'session:ready') {
      const ready = read(load, event, connectionPushes[event], payload)
      load.nodes.set(ready.server.node, `${ready.server.version} (${ready.server.engine})`)
      load.compareClocks(ready.server.time)
      onReady?.(ready)
    } else if (event === 'server:draining') {
      reconnectAfterMs = read(load, event, connectionPushes[event], payload).reconnectAfterMs
    } else onPush?.(event, payload)
  }

  const listenerOf = (attempt: number) => (event: string, payload: Buffer) => {
    // ignore what arrives on a connection that was left
    if (attempt !== attempts) return
    try {
      onMessage(event, payload)
    } catch (error) {
      ignoreRecorded(error)
    }
  }

  const onLost = (attempt: number) => () => {
    if (attempt !== attempts || !current) return
    current = undefined
    onEnded?.()
    if (isCustomer) load.onDisconnected()
    recorder.count('lost')
    open(reconnectAfterMs ?? backoffMs(1)).catch(ignoreRecorded)
    reconnectAfterMs = undefined
  }

  const attempt = async (since: number): Promise<Client> => {
    attempts += 1
    const mine = attempts
    let isConnected = false
    onConnecting?.()
    const client = await connectClient({
      url: options.url,
      namespace,
      auth: auth(),
      localAddress: load.nextAddress(),
      withinMs: options.timeout * 1000,
      onPush: listenerOf(mine),
      onClose: () => {
        if (isConnected) onLost(mine)()
      },
    })
    isConnected = true
    recorder.duration(kind, performance.now() - since)
    if (isCustomer) load.onConnected()
    return client
  }

  const retryConnect = async (waitMs: number): Promise<Client> => {
    await delay(waitMs)
    const since = takeDue()
    const deadline = performance.now() + connectTimeoutMs
    for (let n = 1; ; n += 1) {
      const started = performance.now()
      try {
        return await attempt(since ?? started)
      } catch (error) {
        if (error instanceof Recorded) throw error
        const failed = refusalOf(error)
        recorder.refusal(`${kind}: ${failed?.reason ?? failed?.code ?? (error instanceof Error ? error.message : error)}`)
        recorder.duration(kind, performance.now() - started, failed ? outcomeOf('connect', failed) : 'refused')
        if (performance.now() > deadline || failed?.retryable === false) {
          const problem = `${who}: ${failed?.message ?? (error instanceof Error ? error.message : error)}`
          checks.fail('arrived', problem)
          throw new Recorded(problem)
        }
        await delay(Math.max(failed?.retryAfterMs ?? 0, backoffMs(n)))
      }
    }
  }

  /** Connects, unless it is connected. Rejects with `Recorded` if that fails for good. */
  const open = (waitMs = 0): Promise<Client> => {
    current ??= retryConnect(waitMs)
    return current
  }

  /** Disconnects. The next request, or `open`, connects again. */
  const leave = async (): Promise<void> => {
    due = undefined
    departures += 1
    const client = await current
    if (!client) return
    current = undefined
    attempts += 1
    onEnded?.()
    if (isCustomer) load.onDisconnected()
    client.close()
  }

  const request = async <Input extends z.ZodType<unknown, object>, Data extends z.ZodType>(
    what: Request<string, Input, Data>,
    payload: z.input<Input>,
  ): Promise<z.output<Data>> => {
    const since = takeDue()
    const before = departures
    for (let refusals = 0; ; ) {
      const client = await open()
      try {
        // who has left on purpose waits for nothing
        return await ask(load, client, what, payload, departures === before ? since : undefined)
      } catch (error) {
        if (error instanceof Refused) {
          refusals += 1
          if (!error.failure.retryable || refusals === maxRefusals) throw error
          await delay(Math.max(error.failure.retryAfterMs ?? 0, backoffMs(refusals)))
        } else if (!(error instanceof Disconnected)) throw error
        // repeat it on the next connection: a request either has a requestId or changes nothing
      }
    }
  }

  return {
    open,
    leave,
    request,
    /** The next request or connection is measured from this moment, although it may begin later: the customer has waited since then. */
    dueAt: (at: number | undefined) => {
      due = at
    },
  }
}

export type Line = ReturnType<typeof createLine>
