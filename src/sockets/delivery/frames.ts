/** Pushes as the wire carries them: `4` (a message of Engine.IO), `2` (an event of Socket.IO), the namespace, and a JSON array. */
import type { Namespace } from '../../contract/index.ts'
import type { FeedPush } from '../../database/outbox.ts'

/** A feed event for `/`. Its data is the text that PostgreSQL wrote. */
export const feedFrame = ({ event, seq, at, data }: Pick<FeedPush, 'event' | 'seq' | 'at' | 'data'>): string =>
  `42["${event}",{"seq":${seq},"at":"${at}","data":${data}}]`

/** Another push; `data` is JSON. */
export const pushFrame = (namespace: Namespace, event: string, data: string): string =>
  `42${namespace === '/' ? '' : `${namespace},`}["${event}",${data}]`
