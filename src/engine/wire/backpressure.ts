/** Closes connections whose clients read too slowly, which bounds the memory that they take. What they received has no gap. */
import type { BaseServer, Socket } from 'engine.io'

export const maxBufferedBytes = 1024 * 1024

/** The WebSocket below a connection, as each engine sees it. */
export interface Wire {
  /** Bytes that were sent and that the kernel has not taken. */
  buffered(connection: Socket): number
  /** Closes immediately and drops the buffered messages. */
  cut(connection: Socket): void
}

interface Packet {
  data?: string | Buffer | ArrayBuffer | ArrayBufferView
}

/** An estimate of what engine.io keeps for a packet besides its data. */
const packetOverhead = 128

const sizeOf = ({ data = '' }: Packet): number => packetOverhead + (typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength)

export const limitBackpressure = (engine: BaseServer, wire: Wire, onEvicted: () => void = () => {}): void => {
  // engine.io holds packets back while the transport is not writable
  const heldBack = new WeakMap<Socket, number>()
  const suspects = new WeakSet<Socket>()

  const isOver = (connection: Socket) => (heldBack.get(connection) ?? 0) + wire.buffered(connection) > maxBufferedBytes

  const evict = (connection: Socket) => {
    onEvicted()
    wire.cut(connection)
    // the cut may be noticed later, and until then nothing more may be sent
    connection.close(true)
  }

  /** Looks again after a whole turn of the event loop. Until then engine.io may only hold back what the kernel would have taken. */
  const suspect = (connection: Socket) => {
    if (suspects.has(connection)) return
    suspects.add(connection)
    const assess = () => {
      suspects.delete(connection)
      if (connection.readyState !== 'closed' && isOver(connection)) evict(connection)
    }
    setImmediate(() => setImmediate(assess))
  }

  function onPacket(this: Socket, packet: Packet) {
    if (this.transport.writable) return
    heldBack.set(this, (heldBack.get(this) ?? 0) + sizeOf(packet))
    if (isOver(this)) suspect(this)
  }

  engine.on('connection', (connection: Socket) => connection.on('packetCreate', onPacket))
  engine.on('flush', (connection: Socket) => heldBack.delete(connection))
  engine.on('drain', (connection: Socket) => {
    if (connection.readyState !== 'closed' && isOver(connection)) suspect(connection)
  })
}
