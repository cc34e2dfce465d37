/**
 * Puts the feed pushes of one account in order. PostgreSQL releases the lock of a feed before it answers the commit, so the answer of a
 * later commit can arrive first.
 */
import type { FeedPush, Push } from '../database/outbox.ts'

/** The longest that a push waits for the one before it. */
const maxHoldMs = 100
const maxAccounts = 10_000
const maxHeld = 1000

interface Options {
  deliver: (pushes: readonly Push[]) => void
  /**
   * How long an account's last number is remembered. With other nodes it is short: they publish events of the same account, and this node
   * would wait in vain for each of them.
   */
  rememberMs: number
}

interface Waiting {
  pushes: Map<number, FeedPush>
  timer: NodeJS.Timeout
}

const bySeq = (one: FeedPush, other: FeedPush) => one.seq - other.seq

export class InOrder {
  readonly #options: Options
  /** The last number of each account, the account that was used longest ago first. */
  readonly #last = new Map<string, { seq: number; at: number }>()
  /** The accounts with a hole before their next pushes. */
  readonly #waiting = new Map<string, Waiting>()
  #held = 0

  constructor(options: Options) {
    this.#options = options
  }

  /** Delivers the pushes at once, except those that come before their predecessor: they wait for it, 100 ms at most. */
  add(pushes: readonly Push[]): void {
    const next = pushes.flatMap((push): Push[] => ('seq' in push ? this.#accept(push) : [push]))
    if (next.length > 0) this.#options.deliver(next)
  }

  /**
   * A device was welcomed after `seq`. That tells nothing about an account whose pushes this node has just delivered: some of those that
   * were read may still be on their way here.
   */
  welcomed(accountId: string, seq: number): void {
    if (!this.#isKnown(accountId)) this.startAfter(accountId, seq)
  }

  /** The next number of this account is the one after `seq`, or a lower one that comes late. */
  startAfter(accountId: string, seq: number): void {
    const known = this.#last.get(accountId)?.seq ?? 0
    this.#last.delete(accountId)
    this.#last.set(accountId, { seq: Math.max(seq, known), at: performance.now() })
    if (this.#last.size > maxAccounts) for (const oldest of this.#last.keys()) return void this.#last.delete(oldest)
  }

  /** Delivers everything that waits. */
  stop(): void {
    for (const accountId of [...this.#waiting.keys()]) this.#release(accountId)
  }

  #accept(push: FeedPush): FeedPush[] {
    const { accountId, seq } = push
    const last = this.#last.get(accountId)?.seq ?? 0
    if (this.#isKnown(accountId) && seq > last + 1 && this.#held < maxHeld) {
      this.#hold(push)
      return []
    }
    this.startAfter(accountId, seq)
    return [push, ...this.#following(accountId, seq)]
  }

  #isKnown(accountId: string): boolean {
    const last = this.#last.get(accountId)
    return last !== undefined && (this.#waiting.has(accountId) || performance.now() - last.at < this.#options.rememberMs)
  }

  #hold(push: FeedPush): void {
    const { accountId } = push
    const waiting = this.#waiting.get(accountId) ?? {
      pushes: new Map<number, FeedPush>(),
      timer: setTimeout(() => this.#release(accountId), maxHoldMs),
    }
    this.#waiting.set(accountId, waiting)
    if (!waiting.pushes.has(push.seq)) this.#held += 1
    waiting.pushes.set(push.seq, push)
  }

  /** Takes what waited for `seq` only. */
  #following(accountId: string, seq: number): FeedPush[] {
    const waiting = this.#waiting.get(accountId)
    const following: FeedPush[] = []
    for (let next = waiting?.pushes.get(seq + 1); next; next = waiting?.pushes.get(next.seq + 1)) {
      waiting?.pushes.delete(next.seq)
      following.push(next)
    }
    this.#held -= following.length
    const last = following.at(-1)
    if (last) this.startAfter(accountId, last.seq)
    if (waiting?.pushes.size === 0) this.#forget(accountId, waiting)
    return following
  }

  /** The predecessor did not come: another node published it, or its publication failed. */
  #release(accountId: string): void {
    const waiting = this.#waiting.get(accountId)
    if (!waiting) return
    this.#forget(accountId, waiting)
    const pushes = [...waiting.pushes.values()].sort(bySeq)
    this.#held -= pushes.length
    this.startAfter(accountId, pushes.at(-1)?.seq ?? 0)
    this.#options.deliver(pushes)
  }

  #forget(accountId: string, { timer }: Waiting): void {
    clearTimeout(timer)
    this.#waiting.delete(accountId)
  }
}
