/** Carries finished frames past the packets of Engine.IO: a push is written once, and costs no packet, buffer or event for each socket. */
import type { Socket } from 'engine.io'

/** The text of a WebSocket message. */
export type Frame = string | Buffer

/** The answer to a ping that was under way before proves nothing about later messages. So a probe sends so many pings, and the last answer counts. */
export const pingsOfProbe = 2

export interface Lane {
  /**
   * Sends a frame after everything that the open connection was sent before. Returns false, and sends nothing, while Engine.IO holds packets
   * back: then only Engine.IO keeps the order. The frame leaves with the next `flush`; with `wait` it waits for what follows in the next
   * two turns of the event loop.
   */
  send(connection: Socket, frame: Frame, wait: boolean): boolean
  /** Call it in the turn of the event loop in which something was sent. */
  flush(): void
  /** From now on the connection receives what is published on the topic. */
  subscribe(connection: Socket, topic: string): void
  /** Sends a frame to all subscribers of the topic, of which `one` is any. Returns false, and sends nothing, where the engine has no topics. */
  publish(one: Socket, topic: string, frame: Frame): boolean
  /** Pings the client, and calls back when it has read everything that it was sent before. Never, if the client does not answer. */
  probe(connection: Socket, onRead: () => void): void
}
