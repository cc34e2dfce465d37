/** How many may follow an order by one link: the link may have been published, and its token is all that it takes. */
import { AppError } from '../../errors.ts'
import type { SocketCounts } from '../../redis/socket-counts.ts'

const most = { ofLink: 100, ofAddress: 10 }

/** In Redis the viewers of a link are counted under this prefix and the hash of the link. */
const prefix = 'viewers:'

interface Viewer {
  conn: { readyState: string; once(event: 'close', listener: () => void): unknown }
  data: { client: { address: string } }
}

/** Counts the connection of a viewer until it closes. Throws `too_many_connections` if the link, or the address on this link, has enough. */
export type ViewerLimit = (socket: Viewer, link: string) => Promise<void>

/** On all nodes together; on this one if `socketCounts` is absent or Redis is away. */
export const createViewerLimit = (socketCounts?: Pick<SocketCounts, 'fits' | 'note' | 'renewFrom'>): ViewerLimit => {
  const open = new Map<string, number>()
  const countOf = (key: string) => open.get(key) ?? 0
  const leave = (key: string) => {
    const left = countOf(key) - 1
    if (left > 0) open.set(key, left)
    else open.delete(key)
    void socketCounts?.note(prefix + key, countOf(key))
  }
  socketCounts?.renewFrom(
    () => Array.from(open.keys(), (key) => prefix + key),
    (room) => countOf(room.slice(prefix.length)),
  )
  return async ({ conn, data }, link) => {
    // the viewer left while the link was looked up: a close that has happened would never be uncounted
    if (conn.readyState !== 'open') throw new AppError('busy')
    const places = [
      { key: link, limit: most.ofLink },
      { key: `${link} ${data.client.address}`, limit: most.ofAddress },
    ]
    const refuse = (limit: number) => new AppError('too_many_connections', { details: { limit }, retryAfterMs: 10_000 })
    const full = places.find(({ key, limit }) => countOf(key) >= limit)
    if (full) throw refuse(full.limit)
    let isCounted = true
    const leaveAll = () => {
      if (isCounted) for (const { key } of places) leave(key)
      isCounted = false
    }
    for (const { key } of places) open.set(key, countOf(key) + 1)
    conn.once('close', leaveAll)
    if (!socketCounts) return
    const fits = await Promise.all(places.map(({ key, limit }) => socketCounts.fits(prefix + key, countOf(key), limit)))
    const fullElsewhere = places.find((_, n) => !fits[n])
    if (!fullElsewhere) return
    // the refused connection may stay open
    leaveAll()
    throw refuse(fullElsewhere.limit)
  }
}
