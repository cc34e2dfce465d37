/** One customer's feed by the rules of docs/protocol.md, and the faults in what arrives. */
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
  /** Whether there are several nodes: pushes of different nodes have no order. */
  severalNodes: () => boolean
  /** Gets every event once, in order. */
  onEvent: (event: FeedEvent) => void
  /** Asks for the events after a position. */
  replay: (after: number) => Promise<readonly FeedEvent[]>
}

/** An overtaken event that has not arrived after this time is lost. */
const overtakenForMs = 2000

const fingerprint = ({ event, seq, at, data }: FeedEvent) => crc32(JSON.stringify([event, seq, at, data]))

const span = (from: number, to: number) => (from === to ? `event ${from}` : `events ${from} to ${to}`)

export const createFeed = ({ who, checks, recorder, severalNodes, onEvent, replay }: Dependencies) => {
  let position: Position | undefined
  let ready = false
  /** Events that arrived too early, or before `session:ready`. */
  const waiting = new Map<number, FeedEvent>()
  const fingerprints = new Map<number, number>()
  /** Events that were overtaken and have not arrived yet. */
  const overtaken = new Set<number>()

  const advance = (event: FeedEvent) => {
    if (position) position.seq = event.seq
    waiting.delete(event.seq)
    fingerprints.set(event.seq, fingerprint(event))
    checks.count('gap')
    onEvent(event)
  }

  const drainWaiting = () => {
    if (!position) return
    for (let next = waiting.get(position.seq + 1); next; next = waiting.get(position.seq + 1)) advance(next)
  }

  const arriveLate = (seq: number) => {
    overtaken.delete(seq)
    recorder.count('early')
    if (!severalNodes()) checks.fail('early', `${who}: event ${seq + 1} arrived before event ${seq}`)
  }

  const arriveAgain = (event: FeedEvent) => {
    if (overtaken.has(event.seq)) return arriveLate(event.seq)
    recorder.count('duplicates')
    checks.count('altered')
    const before = fingerprints.get(event.seq)
    if (before !== undefined && before !== fingerprint(event))
      checks.fail('altered', `${who}: event ${event.seq} arrived twice with different content: ${JSON.stringify(event)}`)
  }

  const arriveEarly = (event: FeedEvent, after: number) => {
    waiting.set(event.seq, event)
    const missing: number[] = []
    for (let seq = after + 1; seq < event.seq; seq += 1) if (!waiting.has(seq) && !overtaken.has(seq)) missing.push(seq)
    for (const seq of missing) overtaken.add(seq)
    setTimeout(() => {
      const lost = missing.filter((seq) => overtaken.delete(seq))
      const [first] = lost
      if (first !== undefined)
        checks.fail(
          'gap',
          `${who}: ${span(first, lost.at(-1) ?? first)} did not arrive: ${event.seq} (${event.event}) arrived after ${after}`,
        )
    }, overtakenForMs)
  }

  /** Fills a gap by a replay. */
  const fill = async (after: number) => {
    recorder.count('replays')
    for (const event of await replay(after)) if (position && event.seq === position.seq + 1) advance(event)
    drainWaiting()
  }

  /** Takes an event from the wire. Resolves when the events before it are there too. */
  const receive = async (event: FeedEvent): Promise<void> => {
    checks.count('early')
    if (!ready || !position) waiting.set(event.seq, event)
    else if (event.seq <= position.seq) arriveAgain(event)
    else if (event.seq === position.seq + 1) {
      if (overtaken.has(event.seq)) arriveLate(event.seq)
      advance(event)
      drainWaiting()
    } else {
      const after = position.seq
      arriveEarly(event, after)
      await fill(after)
    }
  }

  /** Moves the position to the head of the feed, or further if later events have arrived already. */
  const resume = (from: Position, head: Head): Position => {
    checks.count('resumed')
    recorder.count('resumed')
    if (!head.recovered || head.epoch !== from.epoch) {
      checks.fail('resumed', `${who}: the events after ${from.seq} were not replayed; the head of the feed is ${head.seq}`)
      return head
    }
    drainWaiting()
    if (from.seq >= head.seq) return from
    checks.fail('gap', `${who}: ${span(from.seq + 1, head.seq)} did not arrive when the feed was resumed after ${from.seq}`)
    return head
  }

  return {
    position: () => position,
    /** False while an overtaken event may still arrive. */
    isSettled: () => overtaken.size === 0,
    /** False while missed events may be arriving. */
    isLive: () => ready,
    /** Call before connecting: events before `session:ready` may arrive in any order. */
    connecting: () => {
      ready = false
    },
    /** Call when the connection has ended: what was overtaken on it comes again before the next `session:ready`. */
    ended: () => overtaken.clear(),
    /** Call on `session:ready`. */
    ready: async (head: Head): Promise<void> => {
      const { epoch, seq } = position ? resume(position, head) : head
      position = { epoch, seq }
      ready = true
      const rest = [...waiting.values()].sort((a, b) => a.seq - b.seq)
      waiting.clear()
      for (const event of rest) if (event.seq > seq) await receive(event)
    },
    receive,
  }
}

export type Feed = ReturnType<typeof createFeed>
