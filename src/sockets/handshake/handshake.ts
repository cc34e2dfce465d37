/** Who may connect to a namespace. */
import { z } from 'zod'
import type { SessionLookup } from '../../accounts/authenticate.ts'
import type { Namespace } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { clientNetwork } from '../../http/client-address.ts'
import type { Metrics } from '../../metrics.ts'
import { accountRoom, roleRoom } from '../delivery/rooms.ts'
import type { GatewayNamespace, GatewaySocket } from '../delivery/socket.ts'
import { fullSocketBucket, maxSocketsPerAccount } from '../dispatch/limits.ts'
import type { AddressLimit } from './address-limit.ts'
import type { Admission } from './pacing.ts'

const credentials = z.object({ token: z.string().max(200) })
const resumption = z.object({ feed: z.object({}) })

interface Dependencies {
  addresses: AddressLimit
  admission: Admission
  findSession: SessionLookup
  metrics: Metrics
  trustedProxies: readonly string[]
  inFlight: { draining: boolean }
  toFailure: (error: unknown, event: string) => AppError
}

/** Which namespaces each Engine.IO connection has asked for: a second CONNECT for one of them is refused, and costs no look-up. */
const connectsSeen = new WeakMap<object, Set<string>>()

const claimConnect = ({ conn, nsp }: GatewaySocket) => {
  const seen = connectsSeen.get(conn) ?? new Set()
  connectsSeen.set(conn, seen)
  if (seen.has(nsp.name)) {
    // whoever does this is no client of ours: stop paying for it
    setImmediate(() => conn.close())
    throw new AppError('already_connected')
  }
  seen.add(nsp.name)
}

const refuseCrowds = async ({ conn }: GatewaySocket, { isOver, fits, limit }: AddressLimit) => {
  if (!isOver(conn) && (await fits(conn))) return
  setImmediate(() => conn.close())
  throw new AppError('too_many_connections', { details: { limit }, retryAfterMs: 10_000 })
}

const header = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(',') : value)

/** What is kept of the handshake; the headers themselves are let go, since they cost more than everything else of an idle socket. */
const clientOf = ({ handshake }: GatewaySocket, trustedProxies: readonly string[]) => {
  const address = clientNetwork(handshake.address, header(handshake.headers['x-forwarded-for']), trustedProxies)
  const userAgent = header(handshake.headers['user-agent'])?.slice(0, 200)
  return { address, ...(userAgent !== undefined && { userAgent }) }
}

const letGoOfHeaders = ({ handshake, conn }: GatewaySocket) => {
  handshake.headers = {}
  Reflect.deleteProperty(conn, 'request')
}

const admit = async (socket: GatewaySocket, name: Namespace, findSession: SessionLookup) => {
  const auth = credentials.safeParse(socket.handshake.auth)
  if (!auth.success) throw new AppError('unauthenticated')
  const { expiresInMs, ...caller } = await findSession(auth.data.token)
  if ((caller.role === 'customer') !== (name === '/')) {
    throw new AppError('wrong_namespace', { details: { namespace: caller.role === 'customer' ? '/' : '/staff' } })
  }
  const room = accountRoom(caller.accountId)
  if ((socket.nsp.adapter.rooms.get(room)?.size ?? 0) >= maxSocketsPerAccount) {
    throw new AppError('too_many_connections', { details: { limit: maxSocketsPerAccount }, retryAfterMs: 10_000 })
  }
  socket.data.caller = caller
  socket.data.expiresAt = performance.now() + expiresInMs
  await socket.join(name === '/' ? room : [room, roleRoom(caller.role)])
}

/** Checks every CONNECT to the namespace; a refusal is a `connect_error` whose `data` is the error object. */
export const guard = (
  namespace: GatewayNamespace,
  name: Namespace,
  { addresses, admission, findSession, metrics, trustedProxies, inFlight, toFailure }: Dependencies,
) => {
  const check = async (socket: GatewaySocket) => {
    // it has not waited for its turn: there is nobody to answer
    if (socket.conn.readyState !== 'open') throw new AppError('busy')
    if (inFlight.draining) throw new AppError('draining')
    socket.data.client = clientOf(socket, trustedProxies)
    socket.data.bucket = fullSocketBucket(performance.now())
    if (name !== '/guest') await admit(socket, name, findSession)
    letGoOfHeaders(socket)
  }

  const enter = async (socket: GatewaySocket) => {
    claimConnect(socket)
    await refuseCrowds(socket, addresses)
    await admission.enter(resumption.safeParse(socket.handshake.auth).success, () => check(socket))
  }

  namespace.use((socket, next) => {
    enter(socket).then(
      () => {
        metrics.handshakes.inc({ namespace: name, outcome: 'ok' })
        next()
      },
      (error: unknown) => {
        const failure = toFailure(error, 'connect').toFailure()
        metrics.handshakes.inc({ namespace: name, outcome: failure.reason ?? failure.code })
        next(Object.assign(new Error(failure.message), { data: failure }))
      },
    )
  })
}
