/** The customer's place in the feed: takes events in order, each once, and asks for what is missing. */
import type { RequestData } from '../contract/index.ts'
import type { FeedPosition, PositionStorage, Session } from './types.ts'

type Payload = { seq: number }
interface Setup {
  storage: PositionStorage | undefined
  replay(after: number): Promise<RequestData<'/', 'feed:replay'>>
  deliver(event: string, payload: Payload): void
  /** What was missed cannot be told. */
  onLost(): void
}

export const createFeed = ({ storage, replay, deliver, onLost }: Setup) => {
  let position: FeedPosition | undefined
  let session: Session['feed']
  let asking = false
  // until session:ready says what they follow, and while an earlier one is missing
  const waiting = new Map<number, [event: string, payload: Payload]>()

  const moveTo = (to: FeedPosition) => {
    position = to
    storage?.save(to)
  }
  const restart = ({ epoch, seq }: FeedPosition) => {
    moveTo({ epoch, seq })
    onLost()
  }
  const flush = () => {
    if (!session || !position) return
    for (const seq of waiting.keys()) if (seq <= position.seq) waiting.delete(seq)
    for (let next = waiting.get(position.seq + 1); next; next = waiting.get(position.seq + 1)) {
      waiting.delete(next[1].seq)
      deliver(...next)
      moveTo({ epoch: position.epoch, seq: next[1].seq })
    }
    if (!asking && (waiting.size > 0 || position.seq < session.seq)) void ask(position.seq)
  }
  const ask = async (after: number) => {
    asking = true
    const answer = await replay(after).catch(() => undefined)
    asking = false
    // refused, or all is over: the next event asks again
    if (!answer) return
    const { events, epoch, head, recovered } = answer
    if (epoch !== position?.epoch || !recovered || events.length === 0) restart({ epoch, seq: head })
    for (const { event, ...payload } of events) waiting.set(payload.seq, [event, payload])
    flush()
  }

  return {
    /** To be named in the handshake. */
    position: async () => (position ??= await storage?.load()),
    take: (event: string, payload: Payload) => {
      waiting.set(payload.seq, [event, payload])
      flush()
    },
    /** The connection is ready, or is not any more. */
    follow: (feed: Session['feed']) => {
      session = feed
      if (!feed) waiting.clear()
      else if (!feed.recovered) restart(feed)
      flush()
    },
  }
}
