import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { connectRaw, engineName, exchange, isOldBuild, startTestEngine, type TestEngine, upgradeRequest } from '../support/engine.ts'

describe(`the head of a request (${engineName})`, () => {
  let running: TestEngine

  before(async () => {
    running = await startTestEngine({ routes: [{ method: 'GET', path: '/', handle: () => ({ status: 200, body: 'served' }) }] })
  })
  after(() => running.engine.close())

  const get = (headers: string) => `GET / HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n${headers}\r\n`
  const long = (bytes: number) => `Cookie: ${'x'.repeat(bytes)}\r\n`
  const many = (count: number) => Array.from({ length: count }, (_, n) => `X-Field-${n}: 1\r\n`).join('')

  it('may have 7 KB', async () => {
    expect(await exchange(running.port, get(long(7000)))).to.match(/^HTTP\/1\.1 200 .*served$/s)
  })

  it('is answered with 431 if it is longer than 8 KiB', async () => {
    expect(await exchange(running.port, get(long(10_000)))).to.match(/^HTTP\/1\.1 431 /)
    expect(await exchange(running.port, upgradeRequest({ Cookie: 'x'.repeat(10_000) }))).to.match(/^HTTP\/1\.1 431 /)
    expect(running.io.engine.clientsCount).to.equal(0)
  })

  it('is answered with 431 if it comes in several reads, except by the old build, which closes', async () => {
    const socket = connectRaw(running.port)
    socket.setNoDelay(true)
    const answer = text(socket)
    const head = get(long(10_000))
    await once(socket, 'connect')
    for (let at = 0; at < head.length; at += 3000) {
      socket.write(head.slice(at, at + 3000))
      await new Promise(setImmediate)
    }
    expect(await answer).to.match(isOldBuild ? /^(HTTP\/1\.1 431 |$)/ : /^HTTP\/1\.1 431 /)
  })

  it('may have 48 fields, and 98 except with the old build', async () => {
    for (const count of [48, ...(isOldBuild ? [] : [98])])
      expect(await exchange(running.port, get(many(count - 2))), `${count} fields`).to.match(/^HTTP\/1\.1 200 /)
    if (isOldBuild) expect(await exchange(running.port, get(many(49 - 2))), '49 fields: no answer at all').to.equal('')
  })
})
