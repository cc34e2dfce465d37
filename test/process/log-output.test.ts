import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { expect } from 'chai'
import { connectGuest } from '../support/gateway.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { root } from '../support/root.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'

const isHealthy = (url: string) =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1000) }).then(
    ({ ok }) => ok,
    () => false,
  )

const droppedLines = async (url: string) =>
  Number(/^customerbackend_log_lines_dropped_total (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1])

describe('a gateway whose log cannot be written', () => {
  let database: TestDatabase
  const started: ChildProcess[] = []

  before(async () => {
    database = await createTestDatabase()
  })
  after(async () => {
    for (const child of started) child.kill('SIGKILL')
    await database.drop()
  })

  /** Its standard output is a file, or a pipe that is never read. */
  const start = async (stdout: number | 'pipe') => {
    const port = await stablePort()
    const env = { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), DATABASE_URL: database.url }
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: root,
      env: { ...env, ENGINE: process.env.ENGINE ?? 'auto', RATE_LIMITS: 'off', LOG_LEVEL: 'debug' },
      stdio: ['ignore', stdout, 'inherit'],
    })
    started.push(child)
    const url = `http://127.0.0.1:${port}`
    await until(() => isHealthy(url), 'it is healthy')
    return { child, url }
  }

  /** Sends `times` requests, each of which is a log line of about 200 bytes. */
  const makeLog = async (url: string, times: number) => {
    const guest = await connectGuest({ url })
    for (let done = 0; done < times; done += 500)
      await Promise.all(Array.from({ length: 500 }, () => guest.raw('menu:get', { productId: 'none' })))
    guest.close()
  }

  const endOf = async (child: ChildProcess) => {
    const sent = performance.now()
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    return { code, seconds: (performance.now() - sent) / 1000 }
  }

  it('keeps serving and exits on SIGTERM when the disk is full, and counts the lost lines', async () => {
    const { child, url } = await start(openSync('/dev/full', 'w'))
    await makeLog(url, 1000)
    await until(() => isHealthy(url), 'it is healthy')
    expect(await droppedLines(url)).to.be.at.least(1000)
    const { code, seconds } = await endOf(child)
    expect(code).to.equal(0)
    expect(seconds).to.be.below(10)
  })

  it('keeps serving in bounded memory and exits on SIGTERM when the log is not read, and counts the lost lines', async () => {
    const { child, url } = await start('pipe')
    // more than the buffer holds: from here on, every line is dropped
    await makeLog(url, 12_000)
    const before = await droppedLines(url)
    await makeLog(url, 10_000)
    await until(() => isHealthy(url), 'it is healthy')
    expect((await droppedLines(url)) - before, 'no further line is kept').to.be.at.least(10_000)
    const { code, seconds } = await endOf(child)
    expect(code).to.equal(0)
    expect(seconds).to.be.below(10)
  })
})
