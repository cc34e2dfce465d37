/** Decides on every CONNECT: lets the socket in or refuses it, and counts either. */
import { z } from 'zod'
import type { SessionLookup } from '../../accounts/authenticate.ts'
import type { Failure, Namespace } from '../../contract/index.ts'
import { languageOf, tagsOf } from '../../errors/languages.ts'
import { AppError } from '../../errors.ts'
import { clientNetwork } from '../../http/client-address.ts'
import type { Metrics } from '../../metrics.ts'
import type { Caller } from '../../requests/kinds/handler.ts'
import type { Tracing } from '../../tracing/tracing.ts'
import { accountRoom, enrollingRoom, roleRoom } from '../delivery/rooms.ts'
import type { GatewayNamespace, GatewaySocket } from '../delivery/socket.ts'
import { hashOf, type LookUpLink } from '../delivery/tracking-links.ts'
import type { ToFailure } from '../dispatch/failures.ts'
import type { RequestLimits } from '../dispatch/limits.ts'
import { logRefusal, type RequestLog } from '../dispatch/request-log.ts'
import type { AccountLimit } from './account-limit.ts'
import type { AddressLimit } from './address-limit.ts'
import { nothing } from './compact.ts'
import { claimConnect, closeRefused, fromRequest } from './connects.ts'
import type { Pacing } from './pacing.ts'
import { tracedHandshakes } from './traced-handshakes.ts'
import type { ViewerLimit } from './viewer-limit.ts'
import type { WrongTokens } from './wrong-tokens.ts'

const credentials = z.object({ token: z.string().max(200) })
/** Tokens that a handshake on `/track` takes of the address: it reads the order twice. */
const costOfFollowing = 5
const resumption = z.object({ feed: z.object({}) })

/** Whether the first message of a connection resumes a feed. A hint: it decides only who waits for whom. */
export const seemsToResume = (message: Buffer): boolean => message.includes('"feed":{')

interface Dependencies {
  addressLimit: AddressLimit
  accountLimit: AccountLimit
  pacing: Pacing
  findSession: SessionLookup
  onSignedIn: (accountId: string, locale: string) => void
  lookUpLink: LookUpLink
  wrongTokens: WrongTokens
  viewerLimit: ViewerLimit
  requestLimits: RequestLimits
  metrics: Metrics
  trustedProxies: readonly string[]
  /** The node accepts no more connections. */
  isClosed: () => boolean
  log: RequestLog
  toFailure: ToFailure
  tracing: Tracing | undefined
}

const checkAddress = async ({ conn }: GatewaySocket, addressLimit: AddressLimit) => {
  if (!addressLimit.isOver(conn) && (await addressLimit.fits(conn))) return
  setImmediate(() => conn.close())
  throw new AppError('too_many_connections', { details: { limit: addressLimit.limit }, retryAfterMs: 10_000 })
}

const header = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(',') : value)

/** What a socket keeps of its request. */
const clientOf = ({ handshake }: GatewaySocket, trustedProxies: readonly string[]) => {
  // Node has no address for a client that left before it asked, whatever the type says
  const address = clientNetwork(handshake.address ?? '', header(handshake.headers['x-forwarded-for']), trustedProxies)
  const userAgent = header(handshake.headers['user-agent'])?.slice(0, 200)
  return { address, ...(userAgent !== undefined && { userAgent }) }
}

/** What the program asks for; an account has a language of its own. */
const wantedLanguage = ({ handshake }: GatewaySocket) =>
  languageOf(tagsOf(header(handshake.headers['accept-language'])?.slice(0, 200) ?? ''))

const noAcknowledgements = new Map()

/**
 * Frees what takes more memory than the rest of an idle socket: the request with its headers, and a map for acknowledgements, which the
 * gateway never asks for.
 */
const releaseRequest = (socket: GatewaySocket) => {
  const { handshake, conn } = socket
  Object.assign(handshake, { headers: nothing, query: nothing, time: '', url: '' })
  // not deleted: a deletion makes V8 store the whole object as a hash table, four times as large
  Reflect.set(conn, 'request', undefined)
  // for polling, and it keeps all of engine.io's handshake
  conn.transport.removeAllListeners('headers')
  Reflect.set(socket, 'acks', noAcknowledgements)
}

/** Authenticates the socket and joins its rooms. */
const signIn = async (
  socket: GatewaySocket,
  name: Namespace,
  { findSession, accountLimit, onSignedIn }: Pick<Dependencies, 'findSession' | 'accountLimit' | 'onSignedIn'>,
) => {
  const auth = credentials.safeParse(socket.handshake.auth)
  if (!auth.success) throw new AppError('unauthenticated')
  const { expiresInMs, locale, accountId, sessionId, name: called, role, mustEnrol } = await findSession(auth.data.token)
  const caller: Caller = { accountId, sessionId, name: called, role, mustEnrol }
  socket.data.language = languageOf([locale])
  if ((caller.role === 'customer') !== (name === '/')) {
    throw new AppError('wrong_namespace', { details: { namespace: caller.role === 'customer' ? '/' : '/staff' } })
  }
  accountLimit.checkHere(caller)
  onSignedIn(caller.accountId, locale)
  socket.data.caller = caller
  socket.data.since = performance.now()
  socket.data.expiresAt = performance.now() + expiresInMs
  const room = accountRoom(caller.accountId)
  await socket.join(name === '/' ? room : [room, caller.mustEnrol ? enrollingRoom : roleRoom(caller.role)])
}

/** Lets the socket follow the order of its link. */
const followLink = async (
  socket: GatewaySocket,
  {
    lookUpLink,
    wrongTokens,
    viewerLimit,
    requestLimits,
  }: Pick<Dependencies, 'lookUpLink' | 'wrongTokens' | 'viewerLimit' | 'requestLimits'>,
) => {
  const { data } = socket
  const waitMs = requestLimits(data, performance.now(), costOfFollowing)
  if (waitMs > 0) throw new AppError('too_many_requests', { retryAfterMs: waitMs })
  const auth = credentials.safeParse(socket.handshake.auth)
  if (!auth.success) throw new AppError('unauthenticated')
  await wrongTokens.check(data.client.address)
  const link = await lookUpLink(hashOf(auth.data.token))
  if (!link || (link.expiresInMs !== null && link.expiresInMs <= 0)) {
    await wrongTokens.count(data.client.address)
    throw new AppError('link_not_valid')
  }
  const { hash, orderId, accountId } = link
  await viewerLimit(socket, hash)
  data.tracking = { hash, orderId, accountId, newest: 0, isWhole: false }
  socket.handshake.auth = nothing
}

/** The only middleware of the namespace. A refused client gets a `connect_error` whose `data` is the error object. */
export const guard = (namespace: GatewayNamespace, name: Namespace, dependencies: Dependencies): void => {
  const { addressLimit, accountLimit, pacing, metrics, trustedProxies, isClosed, log, toFailure, tracing } = dependencies
  const admit = async (socket: GatewaySocket) => {
    // the client left while it waited, so it never receives this answer
    if (socket.conn.readyState !== 'open') throw new AppError('busy')
    if (isClosed()) throw new AppError('draining', { retryAfterMs: 0 })
    if (name === '/track') await followLink(socket, dependencies)
    else if (name !== '/guest') await signIn(socket, name, dependencies)
    releaseRequest(socket)
  }

  const check = async (socket: GatewaySocket) => {
    Object.assign(
      socket.data,
      fromRequest(socket, () => ({ client: clientOf(socket, trustedProxies), language: wantedLanguage(socket) })),
    )
    pacing.arrived(socket.conn)
    claimConnect(socket)
    await checkAddress(socket, addressLimit)
    await pacing.enter(resumption.safeParse(socket.handshake.auth).success, () => admit(socket))
    if (socket.data.caller) await accountLimit.checkEverywhere(socket.data.caller)
  }

  const count = (outcome: string) => metrics.handshakes.inc({ namespace: name, outcome })

  /** Resolves with why the socket is refused, if it is. */
  const decide = async (socket: GatewaySocket): Promise<Failure | undefined> => {
    try {
      await check(socket)
    } catch (error) {
      const { caller, language } = socket.data
      const failure = toFailure(error, () => ({ event: 'connect', namespace: name, accountId: caller?.accountId }), language)
      count(failure.reason ?? failure.code)
      logRefusal(log, name, socket, failure)
      if (!failure.retryable) closeRefused(socket)
      return failure
    }
    count('ok')
    return undefined
  }
  const decideOn = tracing ? tracedHandshakes(tracing, name, decide) : decide

  namespace.use(async (socket, next) => {
    const failure = await decideOn(socket)
    next(failure && Object.assign(new Error(failure.message), { data: failure }))
  })
}
