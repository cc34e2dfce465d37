import { doubtfulSessions, recheckSessions, type SessionState } from '../../accounts/authenticate.ts'
import { type SessionEndReason, sessionEndReason } from '../../contract/index.ts'
import { seeCouriers } from '../../couriers/shifts.ts'
import type { Queryable } from '../../database/database.ts'
import type { EndedSessions, OtherNodes } from './other-nodes.ts'
import { accountRoom } from './rooms.ts'
import type { GatewayServer, GatewaySocket } from './socket.ts'

/** A node that Redis does not reach still ends sessions that ended elsewhere within half a minute. */
const recheckEveryMs = 20_000
const recheckedAtOnce = 1000
/** What expires sooner has a timer. Two rechecks fall into this time: a session may have been extended on another socket. */
const soonMs = 2 * recheckEveryMs + 10_000

const never = Number.POSITIVE_INFINITY

const slicesOf = function* (ids: Iterable<string>) {
  const rest = [...ids]
  while (rest.length > 0) yield rest.splice(0, recheckedAtOnce)
}

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

  /**
   * The sessions that ended in the last 20 to 40 seconds: a socket that is shaking hands may have found its session before it ended, and is
   * in no namespace yet.
   */
  let endedLately = new Map<string, SessionEndReason>()
  let endedBefore = endedLately

  const endHere = ({ accountId, sessionIds, reason }: EndedSessions): void => {
    for (const id of sessionIds) endedLately.set(id, reason)
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

  let expiry: NodeJS.Timeout | undefined
  let nextExpiry = never

  const planExpiry = (at = never) => {
    const now = performance.now()
    if (at >= nextExpiry || at > now + soonMs) return
    nextExpiry = at
    clearTimeout(expiry)
    expiry = setTimeout(endExpired, Math.max(0, Math.ceil(at - now)))
  }

  const endExpired = () => {
    nextExpiry = never
    const now = performance.now()
    for (const socket of everySocket()) {
      const { expiresAt = never } = socket.data
      if (expiresAt <= now) end(socket, 'expired')
      else planExpiry(expiresAt)
    }
  }

  /** The sessions whose state has to be read: the used ones, those that end soon, and those that are not plainly valid. */
  const selectSessions = async () => {
    const soon = performance.now() + soonMs
    const all = new Set<string>()
    const used = new Set<string>()
    const selected = new Set<string>()
    for (const { data } of everySocket()) {
      if (!data.caller) continue
      const { sessionId } = data.caller
      all.add(sessionId)
      if (data.used) used.add(sessionId)
      if (data.used || (data.expiresAt ?? never) < soon) selected.add(sessionId)
      data.used = false
    }
    for (const id of selected) all.delete(id)
    for (const slice of slicesOf(all)) for (const id of await doubtfulSessions(database, slice)) selected.add(id)
    return { selected, used }
  }

  /** A courier without a connection for too long is no longer on shift. */
  const reportCouriers = async () => {
    const connected = new Set<string>()
    for (const { data } of io.of('/staff').sockets.values()) if (data.caller?.role === 'courier') connected.add(data.caller.accountId)
    if (connected.size > 0) await seeCouriers(database, [...connected])
  }

  const recheck = async () => {
    await reportCouriers().catch(onError)
    const { selected, used } = await selectSessions()
    const states = new Map<string, SessionState>()
    for (const slice of slicesOf(selected)) {
      const usedSlice = slice.filter((id) => used.has(id))
      for (const [id, state] of await recheckSessions(database, slice, { used: usedSlice, sessionTtlDays })) states.set(id, state)
    }
    const now = performance.now()
    for (const socket of everySocket()) {
      const { caller } = socket.data
      const state = caller && states.get(caller.sessionId)
      if (state && 'endReason' in state) end(socket, state.endReason)
      // after the reconnect the account has its new role
      else if (state && state.role !== caller.role) end(socket, 'revoked')
      else if (state) socket.data.expiresAt = now + state.expiresInMs
      planExpiry(socket.data.expiresAt)
    }
  }

  const begin = (socket: GatewaySocket) => {
    const { caller, expiresAt } = socket.data
    const reason = caller && (endedLately.get(caller.sessionId) ?? endedBefore.get(caller.sessionId))
    if (reason) end(socket, reason)
    else planExpiry(expiresAt)
  }

  for (const namespace of namespaces) namespace.on('connection', begin)
  const rechecking = setInterval(() => {
    endedBefore = endedLately
    endedLately = new Map()
    recheck().catch(onError)
  }, recheckEveryMs)

  const stop = () => {
    clearTimeout(expiry)
    clearInterval(rechecking)
  }

  return { endSessions, endHere, recheck, stop }
}
