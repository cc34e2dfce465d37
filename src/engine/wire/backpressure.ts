/** Cuts clients that read too slowly, so that they cost a bounded number of bytes and what they got has no gap. */
import type { BaseServer, Socket } from 'engine.io'

export const maxBufferedBytes = 1024 * 1024

/** What an engine knows of the WebSocket under a connection. */
export interface Wire {
  /** Bytes that were sent and that the kernel has not taken. */
  buffered(connection: Socket): number
  /** Closes at once; what is buffered is lost. */
  cut(connection: Socket): void
}

interface Packet {
  data?: string | Buffer | ArrayBuffer | ArrayBufferView
}

/** About what engine.io keeps for a packet besides its data. */
const packetOverhead = 128

const sizeOf = ({ data = '' }: Packet): number => packetOverhead + (typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength)

export const limitBackpressure = (engine: BaseServer, wire: Wire, onEvicted: () => void = () => {}): void => {
  // engine.io keeps packets back while the transport is not writable
  const heldBack = new WeakMap<Socket, number>()

  const evict = (connection: Socket) => {
    onEvicted()
    wire.cut(connection)
    // where the cut is only noticed later, nothing more may be sent until then
    connection.close(true)
  }

  function onPacket(this: Socket, packet: Packet) {
    if (this.transport.writable) return
    const held = (heldBack.get(this) ?? 0) + sizeOf(packet)
    heldBack.set(this, held)
    if (held + wire.buffered(this) > maxBufferedBytes) evict(this)
  }

  engine.on('connection', (connection: Socket) => connection.on('packetCreate', onPacket))
  engine.on('flush', (connection: Socket) => heldBack.delete(connection))
  engine.on('drain', (connection: Socket) => {
    if (connection.readyState !== 'closed' && wire.buffered(connection) > maxBufferedBytes) evict(connection)
  })
}
