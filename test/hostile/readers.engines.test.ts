import { expect } from 'chai'
import { type RawData, WebSocket } from 'ws'
import { engineName } from '../support/engine.ts'
import { makePerson, type Person } from '../support/gateway.ts'
import { inShort, isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { gauge, residentMemory } from '../support/metrics.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

const mebibyte = 1024 * 1024
const eventBytes = 8 * 1024
/** More than the kernel (on loopback) and the gateway together buffer for a client that does not read. */
const bytesEach = 16 * mebibyte
const events = bytesEach / eventBytes
/** The number of events of that size for each customer. */
const tellings = inShort(1, 2)

interface Reader {
  socket: WebSocket
  /** The `seq` of the feed's events, in the order of arrival. */
  seqs: number[]
  ready: Promise<{ epoch: string; seq: number; recovered: boolean }>
  closed: Promise<void>
}

describe(`customers who stop reading (${engineName})`, function () {
  this.timeout(timeLimit)

  let database: TestDatabase
  let gateway: GatewayProcess

  before(async () => {
    database = await createTestDatabase()
    // a young generation of 2 MiB, so that the measurement contains little garbage
    gateway = await startProcess({ DATABASE_URL: database.url, LOG_LEVEL: 'warn', NODE_OPTIONS: '--max-semi-space-size=2' })
  })
  after(async () => {
    await gateway.kill('SIGKILL')
    await database.drop()
  })

  const listen = (token: string, feed?: { epoch: string; seq: number }): Reader => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    const seqs: number[] = []
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => undefined)
    const ready = new Promise<Awaited<Reader['ready']>>((resolve) => {
      socket.on('message', (data) => {
        const message = String(data)
        if (message.startsWith('0')) socket.send(`40${JSON.stringify({ token, feed })}`)
        else if (message === '2') socket.send('3')
        else if (message.startsWith('42')) {
          const [event, payload] = JSON.parse(message.slice(2))
          if (event === 'session:ready') resolve(payload.feed)
          else seqs.push(payload.seq)
        }
      })
    })
    return { socket, seqs, ready, closed }
  }

  /** Commits events as the gateway does, for one customer after the other; the sweep publishes them. */
  const tellEverybody = async (people: readonly Person[]) => {
    const atOnce = 256
    for (let told = 0; told < events; told += atOnce)
      await database.database.query(
        `select count(append_feed(t.id, 'order:eta_changed', json_build_object('padding', $2::text)))
         from (select p.id from generate_series(1, $3) n, unnest($1::uuid[]) p(id) order by n) t`,
        [people.map(({ id }) => id), 'x'.repeat(eventBytes), atOnce],
      )
  }

  /** Reads from a position to the end of the feed, as a client does after it was disconnected. */
  const catchUp = async (token: string, epoch: string, seq: number): Promise<number[]> => {
    const reader = listen(token, { epoch, seq })
    const { recovered } = await reader.ready
    const seqs = [...reader.seqs]
    for (let after = seq; !recovered; ) {
      const answer = new Promise<number[]>((resolve) => {
        const hear = (data: RawData) => {
          const message = String(data)
          if (!message.startsWith(`43${after}[`)) return
          reader.socket.off('message', hear)
          const [{ data: page }] = JSON.parse(message.slice(`43${after}`.length))
          resolve(page.events.map((event: { seq: number }) => event.seq))
        }
        reader.socket.on('message', hear)
      })
      reader.socket.send(`42${after}["feed:replay",{"after":${after},"limit":100}]`)
      const page = await answer
      seqs.push(...page)
      if (page.length === 0) break
      after = page.at(-1) ?? after
    }
    reader.socket.terminate()
    return seqs
  }

  /** The peak of resident memory while `happens` runs, in MiB. */
  const peakDuring = async (happens: () => Promise<void>): Promise<number> => {
    let peak = 0
    const watching = setInterval(() => void residentMemory(gateway).then((now) => (peak = Math.max(peak, now / mebibyte))), 100)
    await happens()
    clearInterval(watching)
    return peak
  }

  it('cost at most 2 MB each, are disconnected at the limit, and miss no event when they come back', async () => {
    // few enough to send everything before they miss a ping, which would disconnect them too
    const people = await Promise.all(Array.from({ length: inShort(1, 8) }, () => makePerson(database.database)))
    const readers = people.map(({ token }) => listen(token))
    const positions = await Promise.all(readers.map(({ ready }) => ready))
    // the baseline is the same traffic to customers who read; with fewer of them, a sweep would send each more than the limit in one go
    const read = async () => {
      await tellEverybody(people)
      await until(() => readers.every(({ seqs }) => seqs.length >= events), 'every reader has read everything', 600_000)
    }
    const reading = isLong ? await peakDuring(read) : 0
    for (const { socket } of readers) socket.pause()
    const stalled = await peakDuring(async () => {
      await tellEverybody(people)
      await until(
        async () => expect(await gauge(gateway, 'customerbackend_evictions_total')).to.equal(people.length),
        'all are cut off',
        600_000,
      )
    })
    const each = Math.max(0, stalled - reading) / people.length
    // wait for the sweep: it would disconnect those who come back, too
    await until(async () => expect(await gauge(gateway, 'customerbackend_outbox_depth')).to.equal(0), 'the outbox is empty', 600_000)
    if (isLong) expect(each).to.be.lessThan(2)

    for (const { socket } of readers) socket.resume()
    await Promise.all(readers.map(({ closed }) => closed))
    for (const [n, { seqs }] of readers.entries()) {
      expect(seqs, 'a prefix without a gap').to.deep.equal(seqs.map((_, at) => at + 1))
      expect(seqs.length).to.be.lessThan(tellings * events)
      const rest = await catchUp(people[n]?.token ?? '', positions[n]?.epoch ?? '', seqs.length)
      // events that are still being swept arrive twice, and are dropped by their seq
      const known = [...new Set([...seqs, ...rest])].toSorted((a, b) => a - b)
      expect(known).to.deep.equal(Array.from({ length: tellings * events }, (_, at) => at + 1))
    }
    recordResult(
      'Customers who stop reading',
      `${people.length}, ${bytesEach / mebibyte} MiB of events each`,
      `all disconnected; ${each.toFixed(2)} MiB of resident memory each, more than for customers who read; no event missing after coming back`,
    )
  })
})
