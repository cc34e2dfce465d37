/** One customer's feed by the rule of docs/protocol.md, and what is wrong with what came. */
import { crc32 } from 'node:zlib'
import type { Checks } from './checks.ts'
import type { SessionReady } from './line.ts'
import type { Recorder } from './recorder.ts'

export interface FeedEvent {
  event: string
  seq: number
  at: string
  data: unknown
}

export interface Position {
  epoch: string
  seq: number
}

type Head = NonNullable<SessionReady['feed']>

interface Dependencies {
  who: string
  checks: Checks
  recorder: Recorder
  /** Whether there are several nodes: between those there is no order. */
  severalNodes: () => boolean
  /** Gets every event once, in order. */
  take: (event: FeedEvent) => void
  /** Asks for what comes after a position. */
  replay: (after: number) => Promise<readonly FeedEvent[]>
}

/** An event that has been overtaken may still come; after this time it was lost. */
const overtakenForMs = 2000

const fingerprint = ({ event, seq, at, data }: FeedEvent) => crc32(JSON.stringify([event, seq, at, data]))

const span = (from: number, to: number) => (from === to ? `event ${from}` : `events ${from} to ${to}`)

export const createFeed = ({ who, checks, recorder, severalNodes, take, replay }: Dependencies) => {
  let position: Position | undefined
  let ready = false
  /** What came before its turn, or before `session:ready`. */
  const waiting = new Map<number, FeedEvent>()
  const fingerprints = new Map<number, number>()
  /** Overtaken, and not seen on the wire yet. */
  const overtaken = new Set<number>()

  const advance = (event: FeedEvent) => {
    if (position) position.seq = event.seq
    waiting.delete(event.seq)
    fingerprints.set(event.seq, fingerprint(event))
    checks.look('gap')
    take(event)
  }

  const drainWaiting = () => {
    if (!position) return
    for (let next = waiting.get(position.seq + 1); next; next = waiting.get(position.seq + 1)) advance(next)
  }

  const cameLate = (seq: number) => {
    overtaken.delete(seq)
    recorder.count('early')
    if (!severalNodes()) checks.fail('early', `${who}: event ${seq + 1} came before event ${seq}`)
  }

  const cameAgain = (event: FeedEvent) => {
    if (overtaken.has(event.seq)) return cameLate(event.seq)
    recorder.count('duplicates')
    checks.look('altered')
    const before = fingerprints.get(event.seq)
    if (before !== undefined && before !== fingerprint(event))
      checks.fail('altered', `${who}: event ${event.seq} came twice, and not the same: ${JSON.stringify(event)}`)
  }

  const cameEarly = (event: FeedEvent, after: number) => {
    waiting.set(event.seq, event)
    const missing: number[] = []
    for (let seq = after + 1; seq < event.seq; seq += 1) if (!waiting.has(seq) && !overtaken.has(seq)) missing.push(seq)
    for (const seq of missing) overtaken.add(seq)
    setTimeout(() => {
      const lost = missing.filter((seq) => overtaken.delete(seq))
      const [first] = lost
      if (first !== undefined)
        checks.fail('gap', `${who}: ${span(first, lost.at(-1) ?? first)} did not come: ${event.seq} (${event.event}) came after ${after}`)
    }, overtakenForMs)
  }

  /** Takes in what was asked for because something else came early. */
  const fill = async (after: number) => {
    recorder.count('replays')
    for (const event of await replay(after)) if (position && event.seq === position.seq + 1) advance(event)
    drainWaiting()
  }

  /** Resolves when everything that was missing before it is there, too. */
  const hear = async (event: FeedEvent): Promise<void> => {
    checks.look('early')
    if (!ready || !position) waiting.set(event.seq, event)
    else if (event.seq <= position.seq) cameAgain(event)
    else if (event.seq === position.seq + 1) {
      if (overtaken.has(event.seq)) cameLate(event.seq)
      advance(event)
      drainWaiting()
    } else {
      const after = position.seq
      cameEarly(event, after)
      await fill(after)
    }
  }

  /** Moves the position to where the feed stands, or further if more has come already. */
  const resume = (from: Position, head: Head): Position => {
    checks.look('resumed')
    recorder.count('resumed')
    if (!head.recovered || head.epoch !== from.epoch) {
      checks.fail('resumed', `${who}: what follows ${from.seq} was not given; the feed stands at ${head.seq}`)
      return head
    }
    drainWaiting()
    if (from.seq >= head.seq) return from
    checks.fail('gap', `${who}: ${span(from.seq + 1, head.seq)} did not come when the feed was resumed after ${from.seq}`)
    return head
  }

  return {
    position: () => position,
    /** Whether it is known of every event that was overtaken whether it came. */
    isJudged: () => overtaken.size === 0,
    /** False while what was missed may be coming. */
    isLive: () => ready,
    /** A new connection is being made: what comes before `session:ready` comes in any order. */
    connecting: () => {
      ready = false
    },
    /** `session:ready` has come. */
    ready: async (head: Head): Promise<void> => {
      const { epoch, seq } = position ? resume(position, head) : head
      position = { epoch, seq }
      ready = true
      const rest = [...waiting.values()].sort((a, b) => a.seq - b.seq)
      waiting.clear()
      for (const event of rest) if (event.seq > seq) await hear(event)
    },
    hear,
  }
}

export type Feed = ReturnType<typeof createFeed>
