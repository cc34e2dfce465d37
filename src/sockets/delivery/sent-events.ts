/** Which events of its feed a socket was sent. Events of different nodes arrive out of order, so there may be temporary holes. */

export interface SentEvents {
  /** All events up to this one were sent. */
  seq: number
  /** Further events that were sent, after a hole. */
  beyond?: Set<number>
}

/** Bounds the memory of a hole that never closes. Further events may be sent twice; the client drops duplicates by `seq`. */
const maxBeyond = 1000

const closeHoles = (sent: SentEvents) => {
  while (sent.beyond?.delete(sent.seq + 1)) sent.seq += 1
  if (sent.beyond?.size === 0) delete sent.beyond
}

/** The state of a new socket. Events that are sent before `startAt` are noted too. */
export const nothingSent = (): SentEvents => ({ seq: -1 })

export const wasSent = ({ seq, beyond }: SentEvents, one: number): boolean => one <= seq || beyond?.has(one) === true

/** The highest number that was sent. */
export const latestSent = ({ seq, beyond }: SentEvents): number => (beyond ? Math.max(seq, ...beyond) : seq)

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

/** From here on the client needs only the events after `head`. */
export const startAt = (sent: SentEvents, head: number): void => {
  sent.seq = head
  for (const one of sent.beyond ?? []) if (one <= head) sent.beyond?.delete(one)
  closeHoles(sent)
}

function note(this: Pick<Receiver, 'data'>, _event: string, push: unknown) {
  const { sent } = this.data
  if (sent && typeof push === 'object' && push !== null && 'seq' in push && typeof push.seq === 'number') noteSent(sent, push.seq)
}

/** What it needs of a socket. */
interface Receiver {
  data: { sent?: SentEvents }
  onAnyOutgoing(listener: typeof note): unknown
}

/** Records every feed event sent to this socket, from any node. */
export const trackSent = (socket: Receiver): void => {
  socket.data.sent = nothingSent()
  socket.onAnyOutgoing(note)
}
