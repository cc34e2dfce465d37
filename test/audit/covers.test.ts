/** Plays the scenario of the examples, which has every request of the contract, and reads what it has left in the audit log. */
import { expect } from 'chai'
import { play } from '../../docs/examples/scenario.ts'
import { createStage, settings } from '../../docs/examples/stage.ts'
import { isRecorded, type Request, requests } from '../../src/contract/index.ts'
import type { Step } from '../../src/reference/examples.ts'
import { startTestGateway } from '../support/gateway.ts'
import { startNominatim } from '../support/nominatim.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

interface Entry {
  event: string
  actor: string
  actorId: string | null
  sessionId: string | null
  orderId: string | null
  accountId: string | null
  payload: Record<string, unknown> | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

const sql = `
  select event, actor, actor_id as "actorId", session_id as "sessionId", order_id as "orderId", account_id as "accountId", payload, before, after
  from audit where refused is null order by at, id`

const isStaff = ({ as, namespace, kind, answer }: Step) => namespace === '/staff' && kind === 'request' && answer?.ok === true && as !== ''

const byLink = new Set(['account:verify_email', 'account:reset_password'])

const staffRequests: readonly Request[] = Object.values(requests['/staff'])

/** Every value of these fields, at any depth. */
const valuesOf = (value: unknown, fields: readonly string[]): string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, inner]) =>
    typeof inner === 'string' && fields.includes(field) ? [inner] : valuesOf(inner, fields),
  )
}

describe('the audit log', () => {
  let target: TestDatabase
  let entries: Entry[]
  let steps: Step[]
  before(async () => {
    target = await createTestDatabase()
    const nominatim = await startNominatim()
    const stage = createStage(await startTestGateway({ on: target, env: { ...settings, GEOCODER_URL: nominatim.url } }))
    await play(stage)
    nominatim.stop()
    steps = stage.steps
    entries = await target.database.query<Entry>(sql)
  })
  after(() => target.drop())

  it('has one entry for each command of the staff, and none for what they read', () => {
    const sent = new Map<string, number>()
    for (const { event, payload } of steps.filter(isStaff)) {
      const request = staffRequests.find((each) => each.event === event)
      if (request && isRecorded('/staff', request, payload)) sent.set(event, (sent.get(event) ?? 0) + 1)
    }
    const found = new Map<string, number>()
    // the list itself is only recorded where it was saved as a file
    const byStaff = entries.filter(
      ({ event, actor }) => actor !== 'customer' && actor !== 'system' && event !== 'audit:list' && event !== 'account:sign_in',
    )
    for (const { event } of byStaff) found.set(event, (found.get(event) ?? 0) + 1)
    expect(Object.fromEntries([...found].sort())).to.deep.equal(Object.fromEntries([...sent].sort()))
    const unsent = staffRequests.filter((request) => isRecorded('/staff', request, {}) && !sent.has(request.event))
    expect(unsent.map(({ event }) => event)).to.deep.equal([])
  })

  it('says who it was, in which session, and about which order', async () => {
    const people = await target.database.query<{ id: string; role: string; session: string }>(
      'select a.id, a.role, s.id as session from accounts a join sessions s on s.account_id = a.id',
    )
    const asked = steps.filter(isStaff).map(({ as, event, payload }) => ({ as, event, orderIds: valuesOf(payload, ['orderId']) }))
    for (const { event, actor, actorId, sessionId, orderId } of entries.filter(({ actor }) => actor !== 'system')) {
      // the link of a mail needs no session
      if (byLink.has(event)) expect(people.map(({ id }) => id)).to.include(actorId)
      else expect(people, event).to.deep.include({ id: actorId, role: actor, session: sessionId })
      // signing in is a request of guests
      if (actor === 'customer' || event === 'account:sign_in') continue
      const same = asked.filter((one) => [actor, 'sam'].includes(one.as) && one.event === event)
      expect(same, `${actor} ${event}`).not.to.deep.equal([])
      const named = same.flatMap(({ orderIds }) => orderIds)
      if (named.length > 0) expect(named, `${event} is about an order`).to.include(orderId)
    }
    expect(entries.filter(({ event, orderId }) => event === 'refund:settle' && orderId === null)).to.deep.equal([])
  })

  it('has what was before and after', () => {
    const changes = (event: string) => entries.filter((entry) => entry.event === event).map(({ before, after }) => ({ before, after }))
    expect(changes('order:advance')[0]).to.deep.equal({ before: { status: 'placed' }, after: { status: 'confirmed' } })
    expect(changes('order:undo')[0]).to.deep.include({ after: { status: 'placed' } })
    expect(changes('stock:adjust').map(({ after }) => after)).to.deep.include({ onHand: 0 })
    expect(changes('customer:block')[0]).to.deep.equal({ before: { blocked: false }, after: { blocked: true } })
    expect(changes('shop:save')[0]?.after).to.have.nested.property('shop.name')
    expect(changes('menu:set_availability')[0]).to.deep.equal({ before: { available: true }, after: { available: false } })
    expect(changes('shop:busy')[0]?.after).to.include({ extraMinutes: 15 })
    expect(changes('order:refund')[0]?.after).to.have.property('adjusted')
    expect(changes('refund:settle')[0]?.after).to.deep.equal({ status: 'succeeded' })
    for (const { before, after } of changes('product:save'))
      expect(JSON.stringify(before), 'another value').not.to.equal(JSON.stringify(after))
  })

  it('has the security events of customers', () => {
    const found = new Set(entries.filter(({ actor }) => actor === 'customer').map(({ event }) => event))
    for (const event of ['sign_up', 'sign_in', 'sign_out', 'revoke_session', 'change_password', 'delete', 'export'])
      expect([...found]).to.include(`account:${event}`)
    for (const event of found) expect(event).to.match(/^account:/)
  })

  it('has no secret, and nothing that says who a customer is', async () => {
    const [row] = await target.database.query<{ all: string }>('select string_agg(audit::text, chr(10)) as all from audit')
    const secret = ['password', 'current', 'next', 'token', 'pin', 'login', 'email', 'name', 'phone', 'address', 'comment', 'note']
    const told = steps.filter(
      ({ namespace, event }) => namespace !== '/staff' || !/^(product|category|ingredient|promotion|shop):/.test(event),
    )
    const values = new Set(
      told.flatMap(({ payload, answer }) => [...valuesOf(payload, secret), ...valuesOf(answer?.ok && answer.data, ['token', 'pin'])]),
    )
    expect(values.size).to.be.above(10)
    for (const value of values) expect(row?.all).not.to.include(value)
  })
})
