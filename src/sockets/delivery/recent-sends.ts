/** What this node has done lately for the sockets of customers, so that it can say why a customer did not hear of something. Bounded memory. */
import type { Caller } from '../../requests/kinds/handler.ts'

type Who = Pick<Caller, 'accountId' | 'sessionId'>

/** Events of a feed that a socket was sent: one, or those that it had missed when it connected. */
interface Send {
  who: Who
  from: number
  to: number
  at: number
  /** It had missed them, and was sent them when it connected. */
  isMissed: boolean
}

/** A socket that closed. */
interface Leave {
  who: Who
  /** All events up to this one were sent to it. */
  sent: number
  reason: string
  at: number
}

const rememberedSends = 8192
const rememberedLeaves = 2048
const mostOfAnAccount = 20

/** The last entries. */
class Ring<Entry extends { who: Who; at: number }> {
  readonly #size: number
  readonly #entries: Entry[] = []
  #next = 0

  constructor(size: number) {
    this.#size = size
  }

  add(entry: Entry): void {
    this.#entries[this.#next] = entry
    this.#next = (this.#next + 1) % this.#size
  }

  /** The newest first. */
  of(accountId: string): Entry[] {
    const found = this.#entries.filter(({ who }) => who.accountId === accountId)
    return found.sort((one, other) => other.at - one.at).slice(0, mostOfAnAccount)
  }
}

export class RecentSends {
  readonly #sends = new Ring<Send>(rememberedSends)
  readonly #leaves = new Ring<Leave>(rememberedLeaves)

  sent(who: Who | undefined, seq: number): void {
    if (who) this.#sends.add({ who, from: seq, to: seq, at: Date.now(), isMissed: false })
  }

  sentMissed(who: Who, from: number, to: number): void {
    this.#sends.add({ who, from, to, at: Date.now(), isMissed: true })
  }

  left(who: Who, sent: number, reason: string): void {
    this.#leaves.add({ who, sent, reason, at: Date.now() })
  }

  sendsTo(accountId: string): readonly Send[] {
    return this.#sends.of(accountId)
  }

  leavesOf(accountId: string): readonly Leave[] {
    return this.#leaves.of(accountId)
  }
}
