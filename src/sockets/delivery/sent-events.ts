/** Which events of its feed a socket was sent. Events of different nodes arrive out of order, so there may be temporary holes. */
import type { Frame } from '../../engine/wire/lane.ts'

export interface SentEvents {
  /** All events up to this one were sent; negative until the socket was sent what it had missed. */
  seq: number
  /** Further events that were sent, after a hole. */
  beyond?: Set<number>
  /** Events that arrived before the socket was sent what it had missed. */
  early?: Map<number, Frame>
}

/** Bounds the memory of a hole that never closes. Further events may be sent twice; the client drops duplicates by `seq`. */
const maxBeyond = 1000
const maxEarly = 1000

const closeHoles = (sent: SentEvents) => {
  while (sent.beyond?.delete(sent.seq + 1)) sent.seq += 1
  if (sent.beyond?.size === 0) delete sent.beyond
}

/** The state of a new socket. */
export const nothingSent = (): SentEvents => ({ seq: -1 })

export const isWelcomed = ({ seq }: SentEvents): boolean => seq >= 0

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

/** Keeps an event until the socket was sent what it had missed. Returns false when there are too many. */
export const keepEarly = (sent: SentEvents, one: number, frame: Frame): boolean => {
  sent.early ??= new Map()
  sent.early.set(one, frame)
  return sent.early.size <= maxEarly
}

/** The client needs only the events after `head` from here on. Returns those that arrived early, in order. */
export const startAt = (sent: SentEvents, head: number): [seq: number, frame: Frame][] => {
  sent.seq = head
  const early = [...(sent.early ?? [])].filter(([seq]) => seq > head).sort(([one], [other]) => one - other)
  delete sent.early
  return early
}
