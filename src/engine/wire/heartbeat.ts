/** Pings every connection from one timer. Engine.IO has two timers for each connection, which cost it memory and the process CPU. */
import type { BaseServer, Socket } from 'engine.io'
import type { Wire } from './backpressure.ts'

/** The WebSocket below a connection, as each engine sees it. */
export interface Pulse extends Pick<Wire, 'cut'> {
  /** Sends a ping. */
  ping(connection: Socket): unknown
  /** Whether the client has sent something since the last ping. */
  isAlive(connection: Socket): boolean
}

const tickMs = 1000

/** Stops the timer of engine.io, which has just opened the connection. */
const stopOwnPings = (connection: Socket) => {
  const timer: unknown = Reflect.get(connection, 'pingIntervalTimer')
  if (typeof timer === 'object' && timer !== null && 'close' in timer && typeof timer.close === 'function') timer.close()
  else throw new Error('engine.io has no timer for its pings')
  // it would start again with a pong
  Reflect.set(connection, 'pingIntervalTimer', null)
}

/** A connection is pinged every `pingInterval`, and cut if nothing has come from its client within `pingTimeout`. */
export const startHeartbeat = (engine: BaseServer, pulse: Pulse): { stop(): void } => {
  const { pingInterval = 25_000, pingTimeout = 20_000 } = engine.opts
  const slots = Array.from({ length: Math.max(1, Math.round(pingInterval / tickMs)) }, () => new Set<Socket>())
  const patience = Math.min(slots.length - 1, Math.round(pingTimeout / tickMs))
  let [tick, open] = [0, 0]
  let timer: NodeJS.Timeout | undefined

  const slotAt = (when: number): Set<Socket> => {
    const slot = slots[(when + slots.length) % slots.length]
    if (!slot) throw new Error(`no slot ${when}`)
    return slot
  }

  const beat = () => {
    tick = (tick + 1) % slots.length
    for (const connection of slotAt(tick - patience)) if (!pulse.isAlive(connection)) pulse.cut(connection)
    for (const connection of slotAt(tick)) pulse.ping(connection)
  }

  /** Shared by all connections. It looks through the slots, so that a connection need not remember its own. */
  function forget(this: Socket) {
    for (const slot of slots) slot.delete(this)
    open -= 1
    if (open === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }

  engine.on('connection', (connection: Socket) => {
    stopOwnPings(connection)
    slotAt(tick).add(connection)
    open += 1
    timer ??= setInterval(beat, tickMs)
    connection.on('close', forget)
  })
  return { stop: () => clearInterval(timer) }
}
