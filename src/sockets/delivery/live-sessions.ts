import { recheckSessions, type SessionState } from '../../accounts/authenticate.ts'
import { type SessionEndReason, sessionEndReason } from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import type { EndedSessions, OtherNodes } from './other-nodes.ts'
import { accountRoom } from './rooms.ts'
import type { GatewayServer, GatewaySocket } from './socket.ts'

/** A node that Redis does not reach still ends sessions that ended elsewhere within half a minute. */
const recheckEveryMs = 20_000
const recheckedAtOnce = 1000

interface Dependencies {
  io: GatewayServer
  database: Queryable
  sessionTtlDays: number
  /** Absent when there is only one node. */
  otherNodes: Pick<OtherNodes, 'endSessions'> | undefined
  onError: (error: unknown) => void
}

/** Closes the sockets of sessions that have ended: when a push says so, at their expiry, and when the regular recheck in PostgreSQL finds it. */
export const createLiveSessions = ({ io, database, sessionTtlDays, otherNodes, onError }: Dependencies) => {
  const namespaces = [io.of('/'), io.of('/staff')]

  // in the next turn of the event loop, so that a client that ended its own session gets the answer first
  const end = (socket: GatewaySocket, reason: SessionEndReason) =>
    setImmediate(() => {
      socket.emit('session:ended', { reason })
      socket.disconnect(true)
    })

  const everySocket = function* () {
    for (const namespace of namespaces) yield* namespace.sockets.values()
  }

  const endHere = ({ accountId, sessionIds, reason }: EndedSessions): void => {
    for (const namespace of namespaces)
      for (const id of [...(namespace.adapter.rooms.get(accountRoom(accountId)) ?? [])]) {
        const socket = namespace.sockets.get(id)
        if (socket?.data.caller && sessionIds.includes(socket.data.caller.sessionId)) end(socket, reason)
      }
  }

  /** Closes the sockets of these sessions of an account, on every node. */
  const endSessions = (accountId: string, sessionIds: readonly string[], data: unknown): void => {
    const reason = sessionEndReason.parse(typeof data === 'object' && data !== null && 'reason' in data ? data.reason : undefined)
    const ended = { accountId, sessionIds: [...sessionIds], reason }
    endHere(ended)
    otherNodes?.endSessions(ended)
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
    const states = new Map<string, SessionState>()
    const unchecked = [...sessionIds]
    while (unchecked.length > 0) {
      const slice = unchecked.splice(0, recheckedAtOnce)
      const usedSlice = slice.filter((id) => used.has(id))
      for (const [id, state] of await recheckSessions(database, slice, { used: usedSlice, sessionTtlDays })) states.set(id, state)
    }
    const now = performance.now()
    for (const socket of everySocket()) {
      const { caller } = socket.data
      const state = caller && states.get(caller.sessionId)
      if (!state) continue
      if ('endReason' in state) end(socket, state.endReason)
      // after the reconnect the account has its new role
      else if (state.role !== caller.role) end(socket, 'revoked')
      else socket.data.expiresAt = now + state.expiresInMs
    }
  }

  const expiry = setInterval(endExpired, 500)
  const rechecking = setInterval(() => recheck().catch(onError), recheckEveryMs)

  const stop = () => {
    clearInterval(expiry)
    clearInterval(rechecking)
  }

  return { endSessions, endHere, recheck, stop }
}
