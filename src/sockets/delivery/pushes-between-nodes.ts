/**
 * Pushes between nodes: the frame that the client receives, behind a head that ends with a colon. The head is the `seq` of a feed event, `~` for
 * a push that slow clients may miss, or empty. The node that receives it reads the head and forwards the frame.
 */
import { type Namespace, namespaces } from '../../contract/index.ts'
import type { RedisLink, Room } from '../../redis/link.ts'
import type { LocalSockets } from './local-sockets.ts'
import { accountOf, accountRoom } from './rooms.ts'

const colon = 0x3a
const volatile = '~'

export interface PushesBetweenNodes {
  tell(accountId: string, seq: number, frame: string): void
  show(accountId: string, frame: string): void
  tellEverybody(namespace: Namespace, frame: string): void
}

/** Forwards what other nodes push to the sockets of this node. */
const forward = (local: LocalSockets, { namespace, room }: Room, message: Buffer) => {
  const end = message.indexOf(colon)
  const head = message.toString('latin1', 0, end)
  const frame = message.subarray(end + 1)
  const accountId = room === undefined ? undefined : accountOf(room)
  const everybody = namespaces.find((name) => name === namespace)
  if (room === undefined && everybody && head === '') local.tellEverybody(everybody, frame)
  else if (accountId !== undefined && head === volatile) local.show(accountId, frame)
  else if (accountId !== undefined && /^\d+$/.test(head)) local.tell(accountId, Number(head), frame)
  local.flush()
}

export const createPushesBetweenNodes = (
  { publish, onMessage }: Pick<RedisLink, 'publish' | 'onMessage'>,
  local: LocalSockets,
): PushesBetweenNodes => {
  onMessage((room, message) => forward(local, room, message))
  const toAccount = (accountId: string, message: string) => publish({ namespace: '/', room: accountRoom(accountId) }, message)
  return {
    tell: (accountId, seq, frame) => toAccount(accountId, `${seq}:${frame}`),
    show: (accountId, frame) => toAccount(accountId, `${volatile}:${frame}`),
    tellEverybody: (namespace, frame) => publish({ namespace }, `:${frame}`),
  }
}
