/** Which events of its feed a socket was sent. Nodes are not heard in order, so there may be holes for a while. */
import type { GatewaySocket } from './socket.ts'

export interface SentEvents {
  /** Everything up to here was sent. */
  seq: number
  /** And these, beyond a hole. */
  beyond?: Set<number>
}

/** A hole that nothing closes does not go on costing memory: what is sent twice is dropped by the client. */
const maxBeyond = 1000

const closeHoles = (sent: SentEvents) => {
  while (sent.beyond?.delete(sent.seq + 1)) sent.seq += 1
  if (sent.beyond?.size === 0) delete sent.beyond
}

/** Nothing is known yet: what is sent before `startAt` is noted all the same. */
export const nothingSent = (): SentEvents => ({ seq: -1 })

export const wasSent = ({ seq, beyond }: SentEvents, one: number): boolean => one <= seq || beyond?.has(one) === true

export const noteSent = (sent: SentEvents, one: number): void => {
  if (one <= sent.seq) return
  if (one === sent.seq + 1 && !sent.beyond) {
    sent.seq = one
    return
  }
  sent.beyond ??= new Set()
  if (sent.beyond.size < maxBeyond) sent.beyond.add(one)
  closeHoles(sent)
}

/** The client has, or does without, everything up to `head`. */
export const startAt = (sent: SentEvents, head: number): void => {
  sent.seq = head
  for (const one of sent.beyond ?? []) if (one <= head) sent.beyond?.delete(one)
  closeHoles(sent)
}

function note(this: GatewaySocket, _event: string, push: unknown) {
  const { sent } = this.data
  if (sent && typeof push === 'object' && push !== null && 'seq' in push && typeof push.seq === 'number') noteSent(sent, push.seq)
}

/** Notes every feed event that goes out to this socket, whichever node it comes from. */
export const trackSent = (socket: GatewaySocket): void => {
  socket.data.sent = nothingSent()
  socket.onAnyOutgoing(note)
}
