import { recheckSessions } from '../accounts/authenticate.ts'
import { type SessionEndReason, sessionEndReason } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { accountRoom } from './rooms.ts'
import type { GatewayServer, GatewaySocket } from './socket.ts'

const recheckEveryMs = 45_000

/** Ends the sockets of sessions that are over: when told so, when their time has come, and when PostgreSQL says so at the recheck. */
export const createLiveSessions = (io: GatewayServer, database: Queryable, sessionTtlDays: number, onError: (error: unknown) => void) => {
  const namespaces = [io.of('/'), io.of('/staff')]

  // not before this turn of the event loop is over: whoever ended his own session still gets the answer
  const end = (socket: GatewaySocket, reason: SessionEndReason) =>
    setImmediate(() => {
      socket.emit('session:ended', { reason })
      socket.disconnect(true)
    })

  const everySocket = function* () {
    for (const namespace of namespaces) yield* namespace.sockets.values()
  }

  /** Ends the sockets of these sessions of an account, on this node. */
  const endSessions = (accountId: string, sessionIds: readonly string[], data: unknown): void => {
    const reason = sessionEndReason.parse(typeof data === 'object' && data !== null && 'reason' in data ? data.reason : undefined)
    for (const namespace of namespaces)
      for (const id of [...(namespace.adapter.rooms.get(accountRoom(accountId)) ?? [])]) {
        const socket = namespace.sockets.get(id)
        if (socket?.data.caller && sessionIds.includes(socket.data.caller.sessionId)) end(socket, reason)
      }
  }

  const endExpired = () => {
    const now = performance.now()
    for (const socket of everySocket()) if ((socket.data.expiresAt ?? Number.POSITIVE_INFINITY) <= now) end(socket, 'expired')
  }

  const recheck = async () => {
    const sessionIds = new Set<string>()
    const used = new Set<string>()
    for (const { data } of everySocket()) {
      if (!data.caller) continue
      sessionIds.add(data.caller.sessionId)
      if (data.used) used.add(data.caller.sessionId)
      data.used = false
    }
    if (sessionIds.size === 0) return
    const states = await recheckSessions(database, [...sessionIds], { used: [...used], sessionTtlDays })
    const now = performance.now()
    for (const socket of everySocket()) {
      const state = socket.data.caller && states.get(socket.data.caller.sessionId)
      if (!state) continue
      if ('endReason' in state) end(socket, state.endReason)
      else socket.data.expiresAt = now + state.expiresInMs
    }
  }

  const expiry = setInterval(endExpired, 500)
  const rechecking = setInterval(() => recheck().catch(onError), recheckEveryMs)

  const stop = () => {
    clearInterval(expiry)
    clearInterval(rechecking)
  }

  return { endSessions, recheck, stop }
}
