/** The typed client, for browsers and Node: `import { connect } from 'customerbackend/client'`. */
import type { Namespace } from '../contract/index.ts'
import { createConnection } from './connection.ts'
import { createFeed } from './feed.ts'
import { createHub } from './hub.ts'
import { createPages, createRequest } from './requests.ts'
import type { Client, ConnectionState, Options } from './types.ts'

export type * from '../contract/index.ts'
export { newRequestId, RequestError } from './requests.ts'
export type * from './types.ts'

/** Connects, and stays connected until the session ends or `close` is called. */
export const connect = <N extends Namespace>({ url = '', namespace, token, storage }: Options<N>): Client<N> => {
  const hub = createHub()
  const stale = () => hub.notify('stale')
  const replay = (after: number) => request('feed:replay', { after, limit: 500 })
  const feed = createFeed({ storage, replay, deliver: hub.notify, onLost: stale })
  const auth = async () => ({ token, feed: await feed.position() })
  const connection = createConnection(url, namespace, auth, hub)
  const send = createRequest(connection, hub)
  const request: Client<'/'>['request'] & Client<N>['request'] = send

  connection.onAny((event, payload) => (payload.seq === undefined ? hub.notify(event, payload) : feed.take(event, payload)))
  hub.on('state', (now: ConnectionState) => {
    const session = now.status === 'ready' ? now.session : undefined
    feed.follow(session?.feed)
    if (now.status === 'ready' && !session?.feed) stale()
  })
  hub.on('queue:resync', stale)

  return { state: connection.state, request, pages: createPages(send), on: hub.on, close: connection.close }
}
