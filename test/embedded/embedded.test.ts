import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import pg from 'pg'
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { createLogger } from '../../src/logger.ts'
import { rejection } from '../support/rejection.ts'
import { until } from '../support/until.ts'

const log = createLogger('silent')

const query = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('the embedded PostgreSQL', () => {
  let dataDir: string
  let owners: ChildProcess[]

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'customerbackend-embedded-'))
    owners = []
  })
  afterEach(async () => {
    for (const owner of owners) owner.kill('SIGKILL')
    // taking over a server that a test has left running stops it afterwards
    await (await startEmbedded({ dataDir, log })).stop()
    await rm(dataDir, { recursive: true })
  })

  /** Another process that claims the database; `says` is its URL, or the reason why it cannot. */
  const startOwner = async () => {
    const script = fileURLToPath(new URL('../support/embedded-owner.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    owners.push(child)
    const ended = once(child, 'exit')
    const [says] = await once(createInterface(child.stdout), 'line')
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal)
      await ended
    }
    return { pid: child.pid ?? 0, says: String(says), end }
  }

  const serverPid = async () => Number((await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0])
  const isRunning = () => existsSync(join(dataDir, 'postgres/data/postmaster.pid'))

  it('is created on the first start, with a password, durable storage and UTF-8', async () => {
    const { url, stop } = await startEmbedded({ dataDir, log })
    const [settings] = await query(
      url,
      "select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding, lower('ÄÖ') as lower",
    )
    expect(settings).to.deep.equal({ fsync: 'on', encoding: 'UTF8', lower: 'äö' })
    const error = await rejection(query(Object.assign(new URL(url), { password: 'wrong' }).href, 'select 1'))
    expect(error.message).to.include('password authentication failed')
    await stop()
    expect(isRunning()).to.equal(false)
  })

  it('keeps its data over a restart, and cleans up after a first start that was killed', async () => {
    const first = await startEmbedded({ dataDir, log })
    await query(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    await writeFile(join(dataDir, 'postgres-new-abcdef'), '')
    const second = await startEmbedded({ dataDir, log })
    expect(await query(second.url, 'select answer from kept')).to.deep.equal([{ answer: 42 }])
    expect(await readdir(dataDir)).to.deep.equal(['postgres'])
    await second.stop()
  })

  it('reports its owner to a second gateway, and does not disturb the first', async () => {
    const owner = await startOwner()
    expect((await rejection(startEmbedded({ dataDir, log }))).message).to.equal(
      `${dataDir} is in use by the gateway with pid ${owner.pid}: stop that one, or set another DATA_DIR`,
    )
    expect(await query(owner.says, 'select 1 as one')).to.deep.equal([{ one: 1 }])
    await owner.end('SIGTERM')
    expect(isRunning()).to.equal(false)
  })

  it('is claimed by one of several gateways that start at the same time', async () => {
    const started = await Promise.all([startOwner(), startOwner(), startOwner()])
    const [winner, ...others] = started.sort((a, b) => Number(b.says.startsWith('postgres:')) - Number(a.says.startsWith('postgres:')))
    expect(others.map(({ says }) => says)).to.deep.equal(
      others.map(() => `${dataDir} is in use by the gateway with pid ${winner?.pid}: stop that one, or set another DATA_DIR`),
    )
    expect(await query(winner?.says ?? '', 'select 1 as one')).to.deep.equal([{ one: 1 }])
  })

  it('is taken over while it runs, after its gateway was killed', async () => {
    const owner = await startOwner()
    await query(owner.says, 'create table kept as select 42 as answer')
    const pid = await serverPid()
    await owner.end('SIGKILL')
    const { url, stop } = await startEmbedded({ dataDir, log })
    expect(await serverPid()).to.equal(pid)
    expect(await query(url, 'select answer from kept')).to.deep.equal([{ answer: 42 }])
    await stop()
    expect(isRunning()).to.equal(false)
  })

  it('is shared with a command, and keeps running after the command ends', async () => {
    const owner = await startOwner()
    const { url, stop } = await startEmbedded({ dataDir, log, share: true })
    expect(url).to.equal(owner.says)
    await stop()
    expect(await query(owner.says, 'select 1 as one')).to.deep.equal([{ one: 1 }])
  })

  it('restarts at the same URL when its server is killed', async () => {
    const { url, stop } = await startEmbedded({ dataDir, log })
    await query(url, 'create table kept as select 42 as answer')
    process.kill(await serverPid(), 'SIGKILL')
    expect(await until(() => query(url, 'select answer from kept'), 'the server is back')).to.deep.equal([{ answer: 42 }])
    await stop()
  })

  it('writes no row and no key to its log', async () => {
    const { url, stop } = await startEmbedded({ dataDir, log })
    await query(url, "create table people (name text unique, zone text check (zone <> 'x'))")
    await query(url, "insert into people values ('anna-4921')")
    await rejection(query(url, "insert into people select 'anna-' || 4921"))
    await rejection(query(url, "insert into people select 'ben-' || 4921, 'x'"))
    await stop()
    const written = await readFile(join(dataDir, 'postgres/log'), 'utf8')
    expect(written)
      .to.include('duplicate key')
      .and.not.match(/Key \(|Failing row/)
  })

  it('reports why it does not start', async () => {
    const error = await rejection(startEmbedded({ dataDir, log, flags: ['-c', 'no_such_setting=1'] }))
    expect(error.message).to.include('unrecognized configuration parameter "no_such_setting"')
  })
})
