/** How many may follow an order by one link on this node: the link may have been published, and its token is all that it takes. */
import { AppError } from '../../errors.ts'

const most = { ofLink: 100, ofAddress: 10 }

interface Viewer {
  conn: { readyState: string; once(event: 'close', listener: () => void): unknown }
  data: { client: { address: string } }
}

/** Counts the connection of a viewer until it closes. Throws `too_many_connections` if the link, or the address on this link, has enough. */
export type ViewerLimit = (socket: Viewer, link: string) => void

export const createViewerLimit = (): ViewerLimit => {
  const open = new Map<string, number>()
  const countOf = (key: string) => open.get(key) ?? 0
  const leave = (key: string) => {
    const left = countOf(key) - 1
    if (left > 0) open.set(key, left)
    else open.delete(key)
  }
  return ({ conn, data }, link) => {
    // the viewer left while the link was looked up: a close that has happened would never be uncounted
    if (conn.readyState !== 'open') throw new AppError('busy')
    const places = [
      { key: link, limit: most.ofLink },
      { key: `${link} ${data.client.address}`, limit: most.ofAddress },
    ]
    const full = places.find(({ key, limit }) => countOf(key) >= limit)
    if (full) throw new AppError('too_many_connections', { details: { limit: full.limit }, retryAfterMs: 10_000 })
    for (const { key } of places) open.set(key, countOf(key) + 1)
    conn.once('close', () => {
      for (const { key } of places) leave(key)
    })
  }
}
