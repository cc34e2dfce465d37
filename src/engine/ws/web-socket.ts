import type { Socket } from 'engine.io'
import type { WebSocket } from 'ws'

const isWebSocket = (socket: unknown): socket is WebSocket =>
  typeof socket === 'object' && socket !== null && 'bufferedAmount' in socket && 'terminate' in socket

/** The WebSocket of a connection. */
export const webSocketOf = ({ transport }: Socket): WebSocket | undefined =>
  'socket' in transport && isWebSocket(transport.socket) ? transport.socket : undefined
