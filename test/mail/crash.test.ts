import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { makePerson } from '../support/gateway.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

describe('mails, when the gateway is killed with -9', () => {
  let server: MailServer
  let database: TestDatabase
  let node: GatewayProcess | undefined

  before(async () => {
    server = await startMailServer()
    database = await createTestDatabase()
  })
  after(async () => {
    await node?.kill('SIGKILL')
    await database.drop()
    await server.stop()
  })

  const start = async () => {
    const mail = { SMTP_URL: server.url, MAIL_FROM: 'orders@shop.example', PUBLIC_URL: 'https://shop.example' }
    node = await startProcess({ DATABASE_URL: database.url, ...mail })
    return node
  }

  /** Places an order with a node, kills the node when the mail server has reached `moment`, and starts another one. */
  const killAt = async (moment: 'connect' | 'taken') => {
    const reached = new Promise<void>((resolve) => {
      server.behave((step) => {
        if (step !== moment) return undefined
        resolve()
        // the node dies before it gets this answer
        return new Promise(() => undefined)
      })
    })
    const first = node ?? (await start())
    const { id, token, login } = await makePerson(database.database)
    await database.database.query(
      `update accounts set email_verified_at = now(), notification_preferences = notification_preferences || '{"email": true}' where id = $1`,
      [id],
    )
    const client = await connectClient(first.url, '/', { token })
    const [dish] = await database.database.query<{ id: string }>('select id from products where available order by name limit 1')
    await client.request('order:place', placement(dish?.id ?? ''))
    await reached
    await first.kill('SIGKILL')
    client.close()
    server.behave(() => undefined)
    await start()
    // a dead node keeps its lease for a minute
    await database.database.query('update messages set due_at = now() where ended_at is null')
    const ended = () => database.database.query<{ outcome: string | null }>('select outcome from messages where account_id = $1', [id])
    await until(async () => (await ended())[0]?.outcome === 'sent', 'the mail is sent')
    return server.taken.filter(({ recipients }) => recipients.includes(`${login}@example.com`))
  }

  it('go out once, although it dies between the commit and the sending', async () => {
    expect(await killAt('connect')).to.have.length(1)
  })

  it('have one name, although it dies before it knows that the mail is taken: the reader sees one', async () => {
    const mails = await killAt('taken')
    expect(mails).to.have.length(2)
    expect(new Set(mails.map(({ messageId }) => messageId))).to.have.length(1)
  })
})
