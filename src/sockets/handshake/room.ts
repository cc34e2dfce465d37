/** How many sockets fit: each is an open file. */
import { roomForSockets } from '../../engine/wire/open-files.ts'
import type { Logger } from '../../logger.ts'
import type { Metrics } from '../../metrics.ts'
import type { GatewayServer } from '../delivery/socket.ts'

const warnEveryMs = 60_000

/** Whether no more connection fits besides those that wait: then it is refused and counted, and the log says so at most once a minute. */
export const createRoom = (
  io: GatewayServer,
  { metrics, log }: { metrics: Metrics; log: Pick<Logger, 'warn'> },
): ((waiting: number) => boolean) => {
  const room = roomForSockets()
  let warnedAt = Number.NEGATIVE_INFINITY
  return (waiting) => {
    if (io.engine.clientsCount + waiting < room) return false
    metrics.handshakes.inc({ namespace: 'none', outcome: 'busy' })
    if (performance.now() - warnedAt > warnEveryMs) {
      warnedAt = performance.now()
      log.warn('connections are refused, because no more files may be open: raise the limit (ulimit -n, or LimitNOFILE of systemd)')
    }
    return true
  }
}
