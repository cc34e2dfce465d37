import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { attach, type Socket } from 'engine.io'
import { WebSocket } from 'ws'
import { reactions } from '../../src/engine/uws/reactions.ts'

describe('the reactions of a connection to its transport', () => {
  it('are to every event that engine.io listens to; a transport of uWebSockets.js emits neither errors nor headers', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    const engine = attach(server, { transports: ['websocket'] })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const opened = once(engine, 'connection') as Promise<[Socket]>
    const client = new WebSocket(`ws://127.0.0.1:${port}/engine.io/?EIO=4&transport=websocket`)
    const [[{ transport }]] = await Promise.all([opened, once(client, 'open')])
    expect(transport.eventNames()).to.have.members([...reactions.keys(), 'error', 'headers'])
    client.terminate()
    engine.close()
    server.close()
  })
})
