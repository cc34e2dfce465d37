/** The customer's position in the feed: delivers events in order, each once, and asks for missing ones. */
import type { RequestData } from '../contract/index.ts'
import { throwLater } from './hub.ts'
import { adviseLater } from './trouble.ts'
import type { FeedPosition, PositionStorage, Session } from './types.ts'

type Payload = { seq: number }
interface Setup {
  storage: PositionStorage | undefined
  replay(after: number): Promise<RequestData<'/', 'feed:replay'>>
  deliver(event: string, payload: Payload): void
  /** Called when missed events cannot be replayed. */
  onLost(): void
}

const loadWithinMs = 3000

/** A storage that fails must not keep the application from connecting: it costs a fresh load of the state. */
const loadFrom = async (storage: PositionStorage | undefined): Promise<FeedPosition | undefined> => {
  if (!storage) return undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, loadWithinMs, new Error(`no answer within ${loadWithinMs} ms`))
  })
  const load = async () => storage.load()
  return Promise.race([load(), late])
    .catch((error: unknown) => adviseLater('customerbackend: storage.load() failed, so events are not replayed:', { message: `${error}.` }))
    .then((position) => position ?? undefined)
    .finally(() => clearTimeout(timer))
}

export const createFeed = ({ storage, replay, deliver, onLost }: Setup) => {
  let position: FeedPosition | undefined
  let session: Session['feed']
  let replaying = false
  // events that arrive before session:ready, or while an earlier one is missing
  const waiting = new Map<number, [event: string, payload: Payload]>()

  const moveTo = (to: FeedPosition) => {
    position = to
    try {
      storage?.save(to)
    } catch (error) {
      // the next events are delivered all the same
      throwLater(error)
    }
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
    if (!replaying && (waiting.size > 0 || position.seq < session.seq)) void fill(position.seq)
  }
  const fill = async (after: number) => {
    replaying = true
    const answer = await replay(after).catch(() => undefined)
    replaying = false
    // refused, or the connection has ended: the next event asks again
    if (!answer) return
    const { events, epoch, head, recovered } = answer
    if (epoch !== position?.epoch || !recovered || events.length === 0) restart({ epoch, seq: head })
    for (const { event, ...payload } of events) waiting.set(payload.seq, [event, payload])
    flush()
  }

  return {
    /** For the handshake. */
    position: async () => (position ??= await loadFrom(storage)),
    take: (event: string, payload: Payload) => {
      waiting.set(payload.seq, [event, payload])
      flush()
    },
    /** Call with the feed of `session:ready`, and with undefined when the connection is lost. */
    follow: (feed: Session['feed']) => {
      session = feed
      if (!feed) waiting.clear()
      else if (!feed.recovered) restart(feed)
      flush()
    },
  }
}
