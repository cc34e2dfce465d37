import { expect } from 'chai'
import type { GatewaySocket } from '../../src/sockets/delivery/socket.ts'
import { compact } from '../../src/sockets/handshake/compact.ts'
import { connectByHand, engineName, startTestEngine } from '../support/engine.ts'
import { until } from '../support/until.ts'

const listOf = ({ conn }: GatewaySocket): unknown => Reflect.get(Reflect.get(conn, '_events'), 'close')

describe(`a socket that was made small (${engineName})`, () => {
  it('calls every listener when it closes, also those after one that is called once', async () => {
    const { io, engine, port } = await startTestEngine()
    const called: string[] = []
    let lists: unknown[] = []
    io.on('connection', (socket) => {
      socket.data.client = { address: '127.0.0.1' }
      for (const first of ['first', 'second']) socket.conn.once('close', () => called.push(first))
      for (const later of ['third', 'fourth']) socket.conn.on('close', () => called.push(later))
      const before = listOf(socket)
      compact(socket)
      lists = [before, listOf(socket)]
    })
    const client = await connectByHand(port)
    await until(() => lists.length === 2, 'the socket is there')
    client.socket.terminate()
    await until(() => io.engine.clientsCount === 0, 'the client has left')
    expect(called).to.deep.equal(['first', 'second', 'third', 'fourth'])
    // Node 20 calls them from a copy as well, Node 24 does not
    expect(lists[1]).to.be.an('array').that.equals(lists[0])
    await engine.close()
  })
})
