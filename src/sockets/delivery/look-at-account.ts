/** What this node knows of the sockets of an account. */
import type { AccountOnNode } from '../../feed/explain/on-node.ts'
import type { LocalSockets } from './local-sockets.ts'
import type { RecentSends } from './recent-sends.ts'
import { accountRoom } from './rooms.ts'
import type { GatewayServer, GatewaySocket } from './socket.ts'

/** A client on a slow line may answer later: then the answer is that it did not. */
const answerWithinMs = 500
const mostBeyond = 20

const iso = (ms: number) => new Date(ms).toISOString()

export const createAccountLook = (io: GatewayServer, local: Pick<LocalSockets, 'probe'>, recent: RecentSends) => {
  const socketsOf = (accountId: string) =>
    [io.of('/'), io.of('/staff')].flatMap(({ adapter, sockets }) =>
      [...(adapter.rooms.get(accountRoom(accountId)) ?? [])].flatMap((id) => sockets.get(id) ?? []),
    )

  const answers = (socket: GatewaySocket) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, answerWithinMs, false)
      local.probe(socket, () => {
        clearTimeout(timer)
        resolve(true)
      })
    })

  const look = async (socket: GatewaySocket): Promise<AccountOnNode['sockets']> => {
    const { caller, sent, since = 0, had } = socket.data
    if (!caller) return []
    // before the answer: what is sent meanwhile is not proved
    const beyond = [...(sent?.beyond ?? [])].slice(0, mostBeyond)
    const before = {
      sessionId: caller.sessionId,
      since: iso(Date.now() - performance.now() + since),
      ...(sent && { sent: sent.seq }),
      beyond,
    }
    return [{ ...before, ...(had !== undefined && { had }), answered: await answers(socket) }]
  }

  return async (accountId: string): Promise<AccountOnNode> => ({
    sockets: (await Promise.all(socketsOf(accountId).map(look))).flat(),
    sends: recent
      .sendsTo(accountId)
      .map(({ who, from, to, at, isMissed }) => ({ sessionId: who.sessionId, from, to, at: iso(at), isMissed })),
    leaves: recent.leavesOf(accountId).map(({ who, sent, reason, at }) => ({ sessionId: who.sessionId, sent, reason, at: iso(at) })),
  })
}
