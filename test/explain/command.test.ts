import { expect } from 'chai'
import type { Explanation } from '../../src/contract/index.ts'
import { explainAccount } from '../../src/feed/explain/explain.ts'
import { sentencesOf } from '../../src/feed/explain/words.ts'
import { wrap } from '../../src/feed/explain/wrap.ts'
import { runCommand } from '../support/command.ts'
import { makePerson } from '../support/gateway.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

describe('customerbackend explain, while no gateway runs', () => {
  let target: TestDatabase

  before(async () => {
    target = await createTestDatabase()
  })
  after(() => target.drop())

  const explain = (...args: string[]) => runCommand(['explain', ...args], { DATABASE_URL: target.url })

  it('says what PostgreSQL knows, and that the rest is unknown', async () => {
    const { id, login } = await makePerson(target.database)
    // as a node leaves it that dies after the commit
    await target.database.query(
      `with head as (update feed_heads set seq = 2 where account_id = $1),
         event as (insert into feed_events (account_id, seq, event, data) values ($1, 2, 'account:changed', '{"secret": "of the customer"}'))
       insert into outbox (account_ids, seqs, at) values (array[$1::uuid], array[2], now() - interval '1 minute')`,
      [id],
    )
    await target.database.query(`select queue_message('email', $1, 'nora@example.com', 'order_delivered', '{}')`, [id])
    await target.database.query(
      "update messages set attempts = 3, error = '550 <nora@example.com>: no such mailbox' where account_id = $1",
      [id],
    )

    const [text, json] = await Promise.all([explain('--event', `${login}:2`), explain('--account', login, '--json')])
    expect(text).to.include({ code: 0, complained: '' })
    expect(text.said).to.include('- Event 2 (account:changed) was written at')
    expect(text.said).to.include('- Event 2 has waited in the outbox since')
    expect(text.said).to.include('- No gateway answers: ')
    expect(text.said).to.include('- The mail "order_delivered" waits: it has failed 3 times')
    expect(text.said + json.said).not.to.match(/nora@|of the customer/)
    for (const line of text.said.split('\n')) expect(line.length, line).to.be.at.most(80)
    const facts: Explanation = JSON.parse(json.said)
    expect(facts.verdict.map(({ finding }) => finding)).to.include.members(['newest_event', 'event_waits', 'no_node_answers', 'message'])
    const verdictOn = async (seq: number) => {
      const explained = await explainAccount(target.database, id, seq)
      return explained && sentencesOf(explained)[0]
    }
    expect(await verdictOn(1)).to.equal('Event 1 is not stored any more: the oldest one that is has the number 2.')
    expect(await verdictOn(3)).to.equal('There is no event 3 yet: the feed is at 2.')
  })

  it('ends with 2 for what does not exist, and with 1 for what it does not understand', async () => {
    const { login } = await makePerson(target.database)
    const [order, event, odd] = await Promise.all([
      explain('--order', '4711'),
      explain('--event', `${login}:9`),
      explain('--event', 'demo'),
    ])
    expect(event).to.include({ code: 2, complained: '' })
    expect(event.said).to.include('- There is no event 9 yet: the feed is at ')
    expect(order).to.deep.equal({ code: 2, said: '', complained: 'There is no order 4711\n' })
    expect(odd).to.include({ code: 1, said: '' })
    expect(odd.complained).to.include('--event: demo is not a login or an id, a colon and a number')
  })

  it('fits into 80 columns, and lets no text of others steer the terminal', () => {
    const lines = wrap(`  \u001b[31mred\u001b[0m \u0007${'x'.repeat(500)} שלום\u202e end`, '      ')
    expect(Math.max(...lines.map((line) => line.length))).to.equal(80)
    expect(lines.join('\n')).not.to.match(/[^\P{Cc}\n]|\u202e/u)
    expect(lines.map((line) => line.trim()).join('')).to.include('x'.repeat(500))
    expect(wrap('a b')).to.deep.equal(['a b'])
  })
})
