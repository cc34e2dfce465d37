import { expect } from 'chai'
import type { Database } from '../../src/database/database.ts'
import { createLogger } from '../../src/logger.ts'
import { countMessages } from '../../src/messages/backlog.ts'
import { type Channel, ChannelUnavailable, type Message, MessageRefused } from '../../src/messages/channel.ts'
import { pruneMessages } from '../../src/messages/prune.ts'
import { claimSql } from '../../src/messages/queue.ts'
import { Sender } from '../../src/messages/sender.ts'
import { createPlaceOrder, type PlaceOrder } from '../../src/orders/place.ts'
import { createMethods } from '../../src/payments/methods.ts'
import { assessorOn } from '../support/assessor.ts'
import { makePerson } from '../support/gateway.ts'
import { holding } from '../support/holding.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { slicesOf } from '../support/slices.ts'
import { until } from '../support/until.ts'

type Row = { id: string; outcome: string | null; attempts: number; error: string | null; data: object; address: string }

describe('the outbox of messages', () => {
  let opened: TestDatabase
  let database: Database
  let accountId: string

  before(async () => {
    opened = await createTestDatabase()
    database = opened.database
    accountId = (await makePerson(database)).id
  })
  after(() => opened.drop())

  interface Options {
    key?: string
    urgent?: boolean
    data?: object
    lasts?: string
    by?: Pick<Database, 'query'>
  }
  const queue = async ({ key, urgent = false, data = {}, lasts = '1 day', by = database }: Options = {}) => {
    const [row] = await by.query<{ id: string | null }>(
      `select queue_message('email', $1, 'ada@example.com', 'verify_email', $2, $3, $4, now(), $5::interval) as id`,
      [accountId, JSON.stringify(data), key ?? null, urgent, lasts],
    )
    return row?.id ?? null
  }
  const rows = () => database.query<Row>('select id, outcome, attempts, error, data, address from messages order by id')
  /** As if the time between two attempts were over, or the lease of a node that has died. */
  const makeDue = () => database.query('update messages set due_at = now() where ended_at is null and due_at > now()')

  /** A service that takes messages, or does what it is told instead. */
  const service = (refuse: (message: Message) => Error | undefined = () => undefined, atOnce = 5) => {
    const taken: Message[] = []
    const outcomes: string[] = []
    const channel: Channel = {
      name: 'email',
      atOnce,
      send: async (message) => {
        const error = refuse(message)
        if (error) throw error
        taken.push(message)
      },
      close: async () => undefined,
    }
    const sender = new Sender({ database, channel, log: createLogger('silent'), onOutcome: (outcome) => void outcomes.push(outcome) })
    return { taken, outcomes, sender }
  }

  describe('for each message', () => {
    beforeEach(() => database.query('delete from messages'))

    it('sends each message once, although several nodes send at the same time', async () => {
      const ids = await Promise.all(Array.from({ length: 60 }, () => queue({ data: { token: 'a secret' } })))
      const nodes = [service(), service(), service()]
      await Promise.all(nodes.map(({ sender }) => sender.sendDue()))
      const taken = nodes.flatMap((node) => node.taken.map(({ id }) => id))
      expect(taken.sort()).to.deep.equal(ids.sort())
      expect(taken).to.have.length(new Set(taken).size)
      expect(nodes.flatMap(({ outcomes }) => outcomes)).to.deep.equal(Array(60).fill('sent'))
      for (const { outcome, data, address } of await rows())
        expect({ outcome, data, address }, 'nothing personal is kept').to.deep.equal({ outcome: 'sent', data: {}, address: '' })
    })

    it('commits a message with its change, and a second one under the same key never', async () => {
      await database
        .transact(async (transaction) => {
          await queue({ key: 'once', by: transaction })
          throw new Error('the change fails')
        })
        .catch(() => undefined)
      expect(await rows()).to.deep.equal([])
      expect(await queue({ key: 'once' })).to.be.a('string')
      expect(await queue({ key: 'once' })).to.equal(null)
      const { sender, taken } = service()
      await sender.sendDue()
      expect(await queue({ key: 'once' }), 'also when it was sent').to.equal(null)
      expect(taken).to.have.length(1)
    })

    it('tells the channel whom it writes to', async () => {
      await database.query("update accounts set name = 'Ada', locale = 'sk', time_zone = 'Europe/Bratislava' where id = $1", [accountId])
      await queue({ data: { link: 'x' } })
      const { sender, taken } = service()
      await sender.sendDue()
      expect(taken[0]).to.deep.include({ accountId, name: 'Ada', locale: 'sk', timeZone: 'Europe/Bratislava' })
      expect(taken[0]).to.deep.include({ address: 'ada@example.com', template: 'verify_email', data: { link: 'x' }, attempts: 1 })
    })

    it('tries a message again later, under the same id, and gives up after 20 attempts', async () => {
      const id = await queue()
      const { sender, outcomes } = service(() => new Error('451 try again later'))
      await sender.sendDue()
      expect(outcomes).to.deep.equal(['postponed'])
      const [{ later } = { later: false }] = await database.query<{ later: boolean }>(
        "select due_at >= created_at + interval '1 second' as later from messages",
      )
      expect(later, 'not at once').to.equal(true)
      expect(await rows()).to.have.nested.property('[0].error', '451 try again later')
      for (let n = 0; n < 30; n += 1) {
        await makeDue()
        await sender.sendDue()
      }
      expect(outcomes).to.have.length(20)
      expect((await rows())[0]).to.deep.include({ id, outcome: 'failed', attempts: 20, data: {}, address: 'ada@example.com' })
    })

    it('ends a message that the service refuses, and sends the others', async () => {
      const refused = await queue()
      await queue()
      const { sender, taken } = service(({ id }) => (id === refused ? new MessageRefused('550 no such mailbox') : undefined))
      await sender.sendDue()
      expect(taken).to.have.length(1)
      const [row] = (await rows()).filter(({ id }) => id === refused)
      expect(row).to.deep.include({ outcome: 'failed', error: '550 no such mailbox', attempts: 1 })
    })

    it('asks a service that is unavailable for a few messages only, and counts no attempt', async () => {
      for (let n = 0; n < 12; n += 1) await queue()
      const asked: string[] = []
      const { sender } = service(({ id }) => {
        asked.push(id)
        return new ChannelUnavailable('connection refused', { retryAfterMs: 600_000 })
      })
      await sender.sendDue()
      expect(asked).to.have.length(5)
      expect(sender.isReady()).to.equal(false)
      await sender.sendDue()
      expect(asked, 'no more while it pauses').to.have.length(5)
      expect((await rows()).map(({ attempts }) => attempts)).to.deep.equal(Array(12).fill(0))
      await makeDue()
      const { sender: other, taken } = service()
      await other.sendDue()
      expect(taken).to.have.length(12)
    })

    it('sends what a dead node has claimed when its lease ends, under the same id', async () => {
      const id = await queue({ data: { link: 'x' } })
      // claimed, and perhaps taken by the service: the node died before it noted that
      await database.query(claimSql, ['email', 5])
      const { sender, taken } = service()
      await sender.sendDue()
      expect(taken, 'not while its lease lasts').to.deep.equal([])
      await makeDue()
      await sender.sendDue()
      expect(taken.map((message) => message.id)).to.deep.equal([id])
      expect(taken[0]).to.deep.include({ attempts: 2, data: { link: 'x' } })
    })

    it('does not send what is of no use any more', async () => {
      await queue({ lasts: '-1 second' })
      const { sender, taken } = service()
      await sender.sendDue()
      expect(taken).to.deep.equal([])
      expect((await rows())[0]).to.include({ outcome: 'expired' })
    })

    it('counts what waits and what keeps failing', async () => {
      await queue()
      await queue()
      await database.query(
        "update messages set attempts = 3, created_at = now() - interval '2 minutes' where id = (select max(id::text)::uuid from messages)",
      )
      const { email, push } = await countMessages(database)
      expect(email).to.include({ waiting: 2, failing: 1 })
      expect(email.oldestSeconds).to.be.at.least(120)
      expect(push).to.deep.equal({ waiting: 0, failing: 0, oldestSeconds: 0 })
    })

    it('does not count the age of a message before it is due, and does while its channel is unavailable', async () => {
      await queue()
      await database.query("update messages set due_at = now() + interval '1 minute', created_at = now() - interval '1 hour'")
      expect((await countMessages(database)).email).to.include({ waiting: 1, oldestSeconds: 0 })
      await database.query("update messages set error = 'the mail server does not answer'")
      expect((await countMessages(database)).email.oldestSeconds).to.be.at.least(3600)
    })

    it('forgets after a week', async () => {
      for (let n = 0; n < 3; n += 1) await queue({ lasts: n === 0 ? '-2 hours' : '1 day' })
      await pruneMessages(database)
      expect((await rows()).map(({ outcome }) => outcome).sort()).to.deep.equal(['expired', null, null].sort())
      await database.query("update messages set ended_at = now() - interval '8 days' where outcome is not null")
      await pruneMessages(database)
      expect(await rows()).to.have.length(2)
    })
  })

  describe('with 100,000 messages that wait', () => {
    before(async () => {
      for (const slice of slicesOf(100_000, 20_000))
        await database.query(
          `insert into messages (id, channel, account_id, address, template, data, urgent, due_at, expires_at)
           select gen_random_uuid(), 'email', $1, 'ada@example.com', 'verify_email', '{}', false, now() - n * interval '1 ms', now() + interval '1 day'
           from generate_series($2::int, $3::int) n`,
          [accountId, ...slice],
        )
      await database.query('analyze messages')
    })

    it('reads no more of them than it takes, the urgent ones first', async () => {
      const urgent = await queue({ urgent: true })
      interface Plan {
        'Node Type': string
        'Relation Name'?: string
        'Actual Rows': number
        Plans?: Plan[]
      }
      const nodes = ({ Plans = [], ...plan }: Plan): Plan[] => [plan, ...Plans.flatMap(nodes)]
      const taken = await database.transact(async (transaction) => {
        const [explained] = await transaction.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (analyze, format json) ${claimSql}`, [
          'email',
          5,
        ])
        return explained?.['QUERY PLAN'].flatMap(({ Plan }) => nodes(Plan)) ?? []
      })
      const read = taken.filter((node) => node['Relation Name'] === 'messages')
      expect(read.length).to.be.at.least(3)
      for (const node of read) {
        expect(node['Node Type']).to.not.equal('Seq Scan')
        expect(node['Actual Rows']).to.be.at.most(5)
      }
      await makeDue()
      const { sender, taken: sent } = service(() => undefined, 1)
      const run = sender.sendDue()
      await until(() => sent.length > 3, 'some are sent')
      sender.stop()
      await run
      expect(sent[0]?.id).to.equal(urgent)
    })

    it('places orders while all of them are locked: placing waits for no message', async () => {
      const { providerOf } = createMethods({ PAYMENT_PROVIDER: 'sandbox', PAYEE_IBAN: undefined })
      const place = createPlaceOrder(database, { providerOf, payMinutes: 15, onBatch: () => undefined, assessor: assessorOn(database) })
      const asked = placement((await anyDish({ database })).id) as Parameters<PlaceOrder>[1]
      await holding(database, async (other) => {
        await other.query('select count(*) from (select from messages for update) locked')
        await place(accountId, asked)
      })
    })
  })
})
