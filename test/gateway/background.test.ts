import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

describe('the jobs in the background', () => {
  let gateway: TestGateway
  const failed: string[] = []
  const failures = (job: string) => failed.filter((one) => one === job).length

  before(async () => {
    gateway = await startTestGateway({
      log: (line) => {
        const { msg, job } = JSON.parse(line)
        if (msg === 'background work failed') failed.push(job)
      },
    })
  })
  after(() => gateway.stop())

  it('run and fail alone: one that fails every time is repeated, and the others do their work', async () => {
    const [original] = await gateway.database.query<{ sql: string }>("select pg_get_functiondef('expire_orders'::regproc) as sql")
    await gateway.database.query(`create or replace function expire_orders(p_limit int) returns json language plpgsql as $$
      begin raise exception 'it fails'; end $$`)
    const { client, id } = await arrive(gateway)
    const { order } = await client.request('order:place', placement((await anyDish(gateway)).id, { paymentMethod: 'card' }))
    await gateway.database.query("update orders set pay_by = now() - interval '1 second' where id = $1", [order.id])
    await until(() => failures('expire orders') > 0, 'the job has failed')
    const failedBefore = failures('expire orders')
    await gateway.database.query(`insert into broadcasts (id, sender_id, title, body) values ($1, $2, 'To all', 'All.')`, [
      randomUUID(),
      id,
    ])
    await client.pushed('notification:created', ({ data: { notification } }) => notification.title === 'To all')
    await until(
      async () => (await gateway.database.query('select from uncounted_orders')).length === 0 && failures('expire orders') > failedBefore,
      'broadcasts are sent, orders are counted, and the job fails again',
    )
    expect(new Set(failed)).to.deep.equal(new Set(['expire orders']))

    await gateway.database.query(original?.sql ?? '')
    await client.pushed('order:status_changed', ({ data }) => data.order.id === order.id && data.order.status === 'expired')
    client.close()
  })
})
