import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Acknowledgement, type Namespace, type Request, requests, roles } from '../../src/contract/index.ts'
import { type Client, connectClient } from '../support/client.ts'
import { arrive, connectGuest, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { neverReject } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { idsIn, type Path, samples, withValue } from '../support/sample.ts'
import { makeVictim, rowsAbout, type Victim } from '../support/victim.ts'

const eventsOf = (namespace: Namespace): Request[] => Object.values(requests[namespace])
const namespaces: readonly Namespace[] = ['/guest', '/', '/staff']

/** Every way to put an id into a request: the field, and a payload that is valid with it. */
const placesForIds = ({ input }: Request): { payload: unknown; path: Path }[] => {
  const byPlace = new Map<string, { payload: unknown; path: Path }>()
  // the requestId is the caller's own, also where somebody else has used the same
  for (const payload of samples(input))
    for (const path of idsIn(payload).filter(([key]) => key !== 'requestId'))
      byPlace.set(path.map((key) => (/^\d+$/.test(String(key)) ? '[]' : key)).join('.'), { payload, path })
  return [...byPlace.values()]
}

const asNewRequest = (payload: unknown) =>
  Object.hasOwn(Object(payload), 'requestId') ? withValue(payload, ['requestId'], randomUUID()) : payload

const without = (rows: readonly string[], others: readonly string[]) => rows.filter((row) => !others.includes(row))

const masked = (answer: Acknowledgement<unknown>, id: string) => JSON.parse(JSON.stringify(answer).replaceAll(id, 'ID'))

describe('the contract, called with ids of another customer', () => {
  let gateway: TestGateway
  let victim: Victim
  let untouched: string[]
  const mine = () => [victim.id, ...Object.values(victim.orders).flatMap(({ id, payment }) => [id, payment.id])]

  before(async () => {
    gateway = await startTestGateway()
    // an order that nobody confirms is not noted as overdue while the rows are compared
    await neverReject(gateway)
    victim = await makeVictim(gateway)
    untouched = await rowsAbout(gateway.database, mine())
  })
  after(async () => {
    victim.leave()
    await gateway.stop()
  })

  const showsNothing = (shown: unknown, sent: unknown) => {
    const text = JSON.stringify(shown)
    for (const secret of victim.secrets) if (secret !== sent) expect(text).not.to.contain(secret)
  }

  /** The attacker's answer with the victim's id must equal the answer with an id that does not exist. */
  const probe = async (client: Client<'/'>, { event }: Request, payload: unknown, path: Path, id: string) => {
    const nobodys = randomUUID()
    const ask = (asked: string) => client.raw(event, withValue(asNewRequest(payload), path, asked))
    const [told, reference] = [await ask(id), await ask(nobodys)]
    expect(told.ok, `${event} ${path.join('.')} ${JSON.stringify(told)}`).to.equal(reference.ok)
    if (!told.ok) expect(masked(told, id), event).to.deep.equal(masked(reference, nobodys))
    showsNothing(told, id)
  }

  for (const request of eventsOf('/')) {
    it(`${request.event} reveals and changes nothing`, async () => {
      const payloads = samples(request.input)
      expect(payloads, 'no valid payload: extend test/support/sample.ts').not.to.deep.equal([])
      const attacker = await arrive(gateway)
      for (const { payload, path } of placesForIds(request))
        await Promise.all(victim.ids.map((id) => probe(attacker.client, request, payload, path, id)))
      if (payloads.some((payload) => Object.hasOwn(Object(payload), 'cursor')))
        for (const cursor of victim.cursors) showsNothing(await attacker.client.raw(request.event, { cursor }), cursor)
      showsNothing(attacker.client.heard, undefined)
      attacker.client.close()
      // the request may end the session that asks
      for (const payload of payloads) {
        const { client } = await arrive(gateway)
        showsNothing(await client.raw(request.event, payload), undefined)
        client.close()
      }
      const rows = await rowsAbout(gateway.database, mine())
      expect([without(rows, untouched), without(untouched, rows)]).to.deep.equal([[], []])
      expect(rows).to.have.length(untouched.length)
    })
  }
})

describe('the contract, called without the right role or session', () => {
  let gateway: TestGateway

  before(async () => {
    gateway = await startTestGateway()
  })
  after(() => gateway.stop())

  const clientOn = async (namespace: Namespace): Promise<Pick<Client<'/'>, 'raw' | 'close'>> => {
    if (namespace === '/guest') return connectGuest(gateway)
    return namespace === '/' ? (await arrive(gateway)).client : (await connectNewStaff(gateway, 'manager')).client
  }

  for (const namespace of namespaces) {
    it(`has no event on ${namespace} that belongs elsewhere`, async () => {
      const client = await clientOn(namespace)
      const own = eventsOf(namespace).map(({ event }) => event)
      const foreign = namespaces.flatMap(eventsOf).filter(({ event }) => !own.includes(event))
      expect(foreign).not.to.have.length(0)
      for (const { event, input } of foreign)
        expect(await client.raw(event, samples(input)[0]), event).to.have.nested.property('error.reason', 'unknown_event')
      client.close()
    })
  }

  for (const role of roles.filter((each) => each !== 'customer')) {
    it(`lets the ${role} send no request of another role`, async () => {
      const { client } = await connectNewStaff(gateway, role)
      const ofOthers = eventsOf('/staff').filter((each) => each.roles && !each.roles.includes(role))
      expect(ofOthers).not.to.have.length(0)
      for (const request of ofOthers)
        expect(await client.raw(request.event, samples(request.input)[0]), request.event).to.have.nested.property(
          'error.reason',
          'role_required',
        )
      client.close()
    })
  }

  it('does not accept a token that is nearly right', async () => {
    const { token } = await makePerson(gateway.database)
    const last = token.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const near = [
      // the last character holds four bits of which two count: these decode to the same bytes
      ...[...alphabet].filter((letter) => letter !== last).map((letter) => token.slice(0, -1) + letter),
      ...[`${token}=`, ` ${token}`, `${token}\n`, `${token}\0`, token.toUpperCase(), token.slice(0, -1), token.slice(1), token + token],
      Buffer.from(token, 'base64url').toString('hex'),
      '',
      'x'.repeat(200),
      'x'.repeat(201),
    ]
    const failures = await Promise.all(near.map((each) => refusal(connectClient(gateway.url, '/', { token: each }))))
    expect(new Set(failures.map(({ code }) => code))).to.deep.equal(new Set(['unauthenticated']))
    for (const other of [[token], { token }, 7, true, null, Buffer.from(token)])
      expect(await refusal(connectClient(gateway.url, '/', { token: other }))).to.include({ code: 'unauthenticated' })
    ;(await connectClient(gateway.url, '/', { token })).close()
  })
})
