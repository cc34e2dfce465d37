/** The lane on Node's HTTP server: frames go to the WebSocket below Engine.IO. It has no topics. */
import type { Lane } from '../wire/lane.ts'
import { webSocketOf } from './web-socket.ts'

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
}
