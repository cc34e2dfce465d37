/** A TCP proxy between a gateway and PostgreSQL that can cut the connection, around a commit or at any other moment, or silence it. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * Where the connection is cut. `before`: the statement that places orders never arrives. `after`: it is committed, and its answer is lost.
 * `during`: either of the two. `anywhere`: some milliseconds later.
 */
export const cuts = ['before', 'after', 'during', 'anywhere'] as const
export type Cut = (typeof cuts)[number]

export type DatabaseProxy = Awaited<ReturnType<typeof startDatabaseProxy>>

export const startDatabaseProxy = async (url: string) => {
  const target = new URL(url)
  const pairs = new Set<readonly [Socket, Socket]>()
  let armed: Cut | undefined
  let done = 0

  /** If set, no more bytes pass, on open connections and on new ones. */
  let silent = false
  let silenceOn: string | undefined
  const mute = new WeakSet<Socket>()

  /** The answers to the next statement with this text wait until they are released. */
  let holdOn: string | undefined
  let release = (): void => undefined

  const silence = () => {
    silent = true
    for (const [client] of pairs) mute.add(client)
  }

  const sever = (pair: readonly [Socket, Socket]) => {
    done += 1
    for (const socket of pair) socket.resetAndDestroy()
  }

  const join = (client: Socket) => {
    const server = connect(Number(target.port), target.hostname)
    const pair = [client, server] as const
    pairs.add(pair)
    if (silent) mute.add(client)
    let cutOnAnswer = false
    let held: Buffer[] | undefined
    client.on('data', (chunk) => {
      if (mute.has(client)) return
      if (silenceOn !== undefined && chunk.includes(silenceOn)) {
        server.write(chunk)
        silenceOn = undefined
        return silence()
      }
      if (holdOn !== undefined && chunk.includes(holdOn)) {
        holdOn = undefined
        held = []
        release = () => {
          for (const answer of held ?? []) client.write(answer)
          held = undefined
        }
      }
      // one statement places and commits an order
      const cut = chunk.includes('"body_hash"') ? armed : undefined
      if (cut === undefined) return void server.write(chunk)
      armed = undefined
      if (cut === 'before') return sever(pair)
      server.write(chunk)
      if (cut === 'after') cutOnAnswer = true
      else setTimeout(sever, cut === 'during' ? 0 : Math.random() * 8, pair)
    })
    server.on('data', (chunk) => {
      if (mute.has(client)) return
      if (cutOnAnswer) sever(pair)
      else if (held) held.push(chunk)
      else client.write(chunk)
    })
    for (const [one, other] of [pair, [server, client] as const]) {
      one.on('error', () => undefined)
      one.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
    }
  }

  const listener = createServer(join).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const port = typeof address === 'object' && address ? address.port : 0

  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    /** Cuts, once, the connection that places the next orders. */
    arm: (cut: Cut) => {
      armed = cut
    },
    disarm: () => {
      armed = undefined
    },
    cuts: () => done,
    /** From now on, or from the next statement with this text, no more bytes pass, and no connection is closed. */
    silence: (from?: string) => {
      if (from === undefined) silence()
      else silenceOn = from
    },
    /** New connections work again; those from before stay silent. */
    speak: () => {
      silent = false
    },
    /** The next statement with this text runs, and its answer waits until `release`. */
    hold: (text: string) => {
      holdOn = text
    },
    release: () => release(),
    stop: () => {
      listener.close()
      for (const pair of pairs) for (const socket of pair) socket.destroy()
    },
  }
}
