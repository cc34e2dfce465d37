/** The lane on Node's HTTP server: frames go to the WebSocket below Engine.IO. It has no topics. */
import { type Lane, pingsOfProbe } from '../wire/lane.ts'
import { webSocketOf } from './web-socket.ts'

const pingFrame = '2'
const options = { binary: false, compress: false }

export const wsLane: Lane = {
  send(connection, frame) {
    // while the kernel does not take everything, Engine.IO has to count what waits (wire/backpressure.ts)
    const socket = connection.transport.writable ? webSocketOf(connection) : undefined
    if (!socket || socket.readyState !== socket.OPEN || socket.bufferedAmount > 0) return false
    socket.send(frame, options)
    return true
  },
  flush() {},
  subscribe() {},
  publish: () => false,
  probe(connection, onRead) {
    const socket = connection.transport.writable ? webSocketOf(connection) : undefined
    if (!socket || socket.readyState !== socket.OPEN) return
    let unanswered = pingsOfProbe
    const count = () => {
      unanswered -= 1
      if (unanswered > 0) return
      connection.off('heartbeat', count)
      onRead()
    }
    connection.on('heartbeat', count)
    for (let n = 0; n < pingsOfProbe; n += 1) socket.send(pingFrame, options)
  },
}
