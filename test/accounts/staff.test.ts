import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { Secret } from 'otpauth'
import type { Role } from '../../src/contract/index.ts'
import { codeOf } from '../support/authenticator.ts'
import { type Client, connectClient } from '../support/client.ts'
import { arrive, connectGuest, connectNewStaff, connectStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { extendDelays } from '../support/sign-in.ts'

const password = 'correct horse battery'

describe('the accounts of the staff', () => {
  let database: TestDatabase
  let gateway: TestGateway
  /** Another node on the same database, where every member of the staff needs a second factor. */
  let strict: TestGateway
  let guest: Client<'/guest'>
  let manager: Awaited<ReturnType<typeof connectNewStaff>>

  before(async () => {
    database = await createTestDatabase()
    gateway = await startTestGateway({ on: database })
    strict = await startTestGateway({ on: database, env: { STAFF_SECOND_FACTOR: 'required', STAFF_SESSION_HOURS: '2' } })
    guest = await connectGuest(gateway)
  })
  after(async () => {
    guest.close()
    await Promise.all([gateway.stop(), strict.stop()])
    await database.drop()
  })
  beforeEach(async () => {
    manager = await connectNewStaff(gateway, 'manager')
  })
  afterEach(() => manager.client.close())

  const requestId = () => randomUUID()
  const ask = () => manager.client
  const create = async (role: Exclude<Role, 'customer'> = 'kitchen') => {
    const login = `sam-${randomUUID().slice(0, 8)}`
    const wanted = { requestId: requestId(), login, role, name: 'Sam', password }
    return { ...(await ask().request('staff:create', wanted)).staff, wanted }
  }
  const signIn = (login: string, more: { code?: string; password?: string } = {}, where = guest) =>
    where.request('account:sign_in', { login, password, ...more })
  const enter = async (login: string) => connectStaff(gateway, (await signIn(login)).token)

  /** A member of the staff with a second factor, and the app that shows its codes. */
  const enrolled = async (role: Exclude<Role, 'customer'> = 'kitchen') => {
    const { id, login } = await create(role)
    const client = await enter(login)
    const { secret, url, svg } = await client.request('staff:enrol_second_factor', { password })
    expect(url).to.include(`secret=${secret}`)
    expect(svg).to.match(/^<svg/)
    /** A code that was not used, as if minutes had passed. */
    const freshCode = async (steps = 0) => {
      await database.database.query('update second_factors set last_step = last_step - 10 where account_id = $1', [id])
      return codeOf(secret, steps)
    }
    const { recoveryCodes } = await client.request('staff:confirm_second_factor', { code: codeOf(secret) })
    return { id, login, client, freshCode, recoveryCodes, secret }
  }

  describe('are managed', () => {
    it('by managers only: created once, listed, changed, and the password is stored nowhere', async () => {
      const { wanted, ...sam } = await create('warehouse')
      expect(sam).to.deep.include({ login: wanted.login, name: 'Sam', role: 'warehouse', secondFactor: false, sessions: 0 })
      expect(sam).not.to.have.property('email')
      expect((await ask().request('staff:create', wanted)).staff.id, 'the same request again').to.equal(sam.id)
      expect(await refusal(ask().request('staff:create', { ...wanted, requestId: requestId() }))).to.include({ reason: 'login_taken' })
      const common = { ...wanted, requestId: requestId(), login: `x${wanted.login}`, password: 'password123' }
      expect(await refusal(ask().request('staff:create', common))).to.deep.include({
        reason: 'common_password',
        details: { fields: ['password'], faults: [{ field: 'password', rule: 'common' }] },
      })
      const client = await enter(wanted.login)
      for (const event of [
        'staff:list',
        'staff:create',
        'staff:update',
        'staff:disable',
        'staff:enable',
        'staff:sessions',
        'staff:end_sessions',
      ]) {
        const answer = await client.raw(event, {})
        expect(answer.ok ? event : answer.error.reason).to.equal('role_required')
      }
      const changed = await ask().request('staff:update', { requestId: requestId(), staffId: sam.id, name: 'Samuel', locale: 'sk' })
      expect(changed.staff).to.deep.include({ name: 'Samuel', locale: 'sk', role: 'warehouse', sessions: 1 })
      expect((await client.request('staff:get', {})).staff).to.deep.equal(changed.staff)
      expect((await client.request('staff:set_locale', { locale: 'en-GB' })).staff.locale).to.equal('en-GB')
      const listed = new Set<string>()
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const page = await ask().request('staff:list', { limit: 2, ...(cursor !== undefined && { cursor }) })
        for (const { id } of page.staff) listed.add(id)
        cursor = page.nextCursor
      }
      expect(listed).to.include(sam.id).and.to.include(manager.id)
      const stored = await database.database.query('select a::text as row from answers a where account_id = $1', [manager.id])
      expect(JSON.stringify(stored)).not.to.include(password)
      client.close()
    })

    it('with another role at once: the sessions end, and the new role counts', async () => {
      const { id: staffId, login } = await create('kitchen')
      const client = await enter(login)
      await ask().request('staff:update', { requestId: requestId(), staffId, role: 'warehouse' })
      expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'role_changed' })
      const again = await enter(login)
      expect((await again.request('staff:get', {})).staff.role).to.equal('warehouse')
      again.close()
    })

    it('disabled: the sessions end, and no sign-in works until they are enabled', async () => {
      const { id: staffId, login } = await create()
      const client = await enter(login)
      const { token } = await signIn(login)
      const { staff } = await ask().request('staff:disable', { requestId: requestId(), staffId })
      expect(staff).to.include({ sessions: 0 }).and.to.have.property('disabledAt')
      expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'disabled' })
      expect(await refusal(connectStaff(gateway, token))).to.include({ reason: 'session_revoked' })
      expect(await refusal(signIn(login))).to.include({ reason: 'invalid_credentials' })
      expect((await ask().request('staff:enable', { requestId: requestId(), staffId })).staff).not.to.have.property('disabledAt')
      const again = await enter(login)
      again.close()
    })

    it('disabled while they sign in: no session is left', async () => {
      for (let round = 0; round < 6; round += 1) {
        const { id: staffId, login } = await create()
        await Promise.allSettled([signIn(login), signIn(login), ask().request('staff:disable', { requestId: requestId(), staffId })])
        const open = await database.database.query('select from sessions where account_id = $1 and end_reason is null', [staffId])
        expect(open).to.have.length(0)
      }
    })

    it('but no manager disables themselves, and one manager is always left', async () => {
      const themselves = { requestId: requestId(), staffId: manager.id }
      expect(await refusal(ask().request('staff:disable', themselves))).to.include({ reason: 'not_yourself' })
      expect(await refusal(ask().request('staff:update', { ...themselves, role: 'kitchen' }))).to.include({ reason: 'not_yourself' })
      const unknown = { requestId: requestId(), staffId: randomUUID() }
      expect(await refusal(ask().request('staff:disable', unknown))).to.include({ reason: 'staff_not_found' })

      // two managers, alone, demote each other at the same moment: one of them stays
      for (let round = 0; round < 8; round += 1) {
        const [one, other] = [await connectNewStaff(gateway, 'manager'), await connectNewStaff(gateway, 'manager')]
        await database.database.query("update accounts set disabled_at = now() where role = 'manager' and id <> all ($1)", [
          [one.id, other.id],
        ])
        const outcomes = await Promise.allSettled([
          one.client.request('staff:update', { requestId: requestId(), staffId: other.id, role: 'kitchen' }),
          other.client.request('staff:update', { requestId: requestId(), staffId: one.id, role: 'kitchen' }),
        ])
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
        const left = await database.database.query("select from accounts a where a.role = 'manager' and is_active_staff(a)")
        expect(left).to.have.length(1)
        for (const { client } of [one, other]) client.close()
      }
    })

    it('with their sessions: listed, ended one by one or all, but never the one that asks', async () => {
      const { id: staffId, login } = await create()
      const [first, second] = [await enter(login), await enter(login)]
      const { sessions } = await ask().request('staff:sessions', { staffId })
      expect(sessions.map(({ current }) => current)).to.deep.equal([false, false])
      const hours = sessions.map(({ createdAt, expiresAt }) => (Date.parse(expiresAt) - Date.parse(createdAt)) / 3_600_000)
      expect(hours).to.deep.equal([12, 12])
      const [{ id: sessionId } = { id: '' }] = sessions
      expect(await ask().request('staff:end_sessions', { requestId: requestId(), staffId, sessionId })).to.deep.equal({ ended: 1 })
      expect(await second.pushed('session:ended')).to.deep.equal({ reason: 'revoked' })
      expect(await refusal(ask().request('staff:end_sessions', { requestId: requestId(), staffId, sessionId }))).to.include({
        reason: 'session_not_found',
      })
      expect(await ask().request('staff:end_sessions', { requestId: requestId(), staffId })).to.deep.equal({ ended: 1 })
      expect(await first.pushed('session:ended')).to.deep.equal({ reason: 'revoked' })
      expect(await ask().request('staff:end_sessions', { requestId: requestId(), staffId: manager.id })).to.deep.equal({ ended: 0 })
      expect((await ask().request('staff:sessions', { staffId: manager.id })).sessions.map(({ current }) => current)).to.deep.equal([true])
    })
  })

  describe('end their sessions', () => {
    it('so many hours after the sign-in, however much they are used', async () => {
      const { id, login } = await create()
      const there = await connectGuest(strict)
      const { expiresAt, token } = await signIn(login, {}, there)
      expect(Date.parse(expiresAt)).to.be.within(Date.now() + 1.9 * 3_600_000, Date.now() + 2 * 3_600_000)
      await database.database.query("update sessions set last_seen_at = now() - interval '2 hours' where account_id = $1", [id])
      const client = await connectStaff(gateway, token)
      const { sessions } = await ask().request('staff:sessions', { staffId: id })
      expect(sessions[0]?.expiresAt).to.equal(expiresAt)
      expect(Date.parse(sessions[0]?.lastSeenAt ?? ''), 'it was used').to.be.greaterThan(Date.now() - 3_600_000)
      client.close()
      there.close()
    })

    it('when they change the password, which takes the present one', async () => {
      const { login } = await create()
      const [client, other] = [await enter(login), await enter(login)]
      const change = (current: string, next: string) => client.request('staff:change_password', { current, next })
      expect(await refusal(change('not mine', 'an entirely new one'))).to.include({ reason: 'invalid_credentials' })
      expect(await refusal(change(password, 'password123'))).to.include({ reason: 'common_password' })
      await change(password, 'an entirely new one')
      expect(await other.pushed('session:ended')).to.deep.equal({ reason: 'password_changed' })
      expect(await refusal(signIn(login))).to.include({ reason: 'invalid_credentials' })
      await signIn(login, { password: 'an entirely new one' })
      client.close()
    })
  })

  describe('have a second factor', () => {
    it('that every sign-in needs from then on: each code once, one step early or late', async () => {
      const { login, client, freshCode, secret } = await enrolled()
      expect((await client.request('staff:get', {})).staff).to.include({ secondFactor: true, recoveryCodes: 10 })
      expect(await refusal(signIn(login))).to.include({ code: 'unauthenticated', reason: 'second_factor_required' })
      expect(await refusal(signIn(login, { password: 'not mine', code: await freshCode() }))).to.include({ reason: 'invalid_credentials' })
      expect(await refusal(signIn(login, { code: codeOf(secret, -3) }))).to.include({ reason: 'wrong_code' })
      const code = await freshCode()
      await signIn(login, { code: ` ${code.slice(0, 3)} ${code.slice(3)}` })
      expect(await refusal(signIn(login, { code })), 'replayed').to.include({ reason: 'wrong_code' })
      const now = Date.now()
      const next = codeOf(secret, 1, now)
      const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => signIn(login, { code: next })))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
      expect(await refusal(signIn(login, { code: codeOf(secret, 0, now) })), 'older than the one that was used').to.include({
        reason: 'wrong_code',
      })
      client.close()
    })

    it('with ten recovery codes, each for one sign-in, of which the database stores hashes', async () => {
      const { id, login, client, recoveryCodes, secret: shown } = await enrolled()
      expect(new Set(recoveryCodes).size).to.equal(10)
      const [code = '', other = ''] = recoveryCodes
      await signIn(login, { code: code.toUpperCase().replaceAll('-', ' ') })
      expect(await refusal(signIn(login, { code }))).to.include({ reason: 'wrong_code' })
      expect((await client.request('staff:get', {})).staff.recoveryCodes).to.equal(9)
      const [stored] = await database.database.query<{ row: string }>(
        `select string_agg(f::text || c::text, ' ') as row from second_factors f join recovery_codes c using (account_id) where account_id = $1`,
        [id],
      )
      const bytes = Buffer.from(Secret.fromBase32(shown).buffer)
      for (const secret of [other, other.replaceAll('-', ''), bytes.toString('hex'), shown]) expect(stored?.row).not.to.include(secret)
      client.close()
    })

    it('whose wrong codes are counted like wrong passwords, on all sockets together', async () => {
      const { login, client, freshCode } = await enrolled()
      const guests = await Promise.all([1, 2, 3].map(() => connectGuest(gateway)))
      for (let n = 0; n < 5; n += 1)
        expect(await refusal(signIn(login, { code: '000000' }, guests[n % 3]))).to.include({ reason: 'wrong_code' })
      await extendDelays(database.database)
      const guesses = await Promise.all(guests.map((each) => refusal(signIn(login, { code: '000000' }, each))))
      expect(guesses.map(({ reason }) => reason)).to.deep.equal(guests.map(() => 'too_many_sign_ins'))
      expect(await refusal(signIn(login, { code: await freshCode() }))).to.include({ reason: 'too_many_sign_ins', retryable: true })
      for (const each of [client, ...guests]) each.close()
    })

    it('that a stolen session cannot replace: it takes the password and a code', async () => {
      const { client, freshCode, login, recoveryCodes } = await enrolled()
      const enrol = (fields: { password: string; code?: string }) => client.request('staff:enrol_second_factor', fields)
      expect(await refusal(enrol({ password: 'not mine' }))).to.include({ reason: 'invalid_credentials' })
      expect(await refusal(enrol({ password }))).to.include({ reason: 'second_factor_required' })
      expect(await refusal(enrol({ password, code: '000000' }))).to.include({ reason: 'wrong_code' })
      expect(await refusal(client.request('staff:confirm_second_factor', { code: '000000' }))).to.include({ reason: 'enrolment_expired' })
      await enrol({ password, code: await freshCode() })
      await signIn(login, { code: await freshCode(1) })
      expect(await refusal(client.request('staff:confirm_second_factor', { code: await freshCode() })), 'of the old secret').to.include({
        reason: 'wrong_code',
      })
      await signIn(login, { code: recoveryCodes[0] ?? '' })
      client.close()
    })

    it('and setting it up ends the sessions that began without', async () => {
      const { login, id } = await create()
      const [client, other] = [await enter(login), await enter(login)]
      await client.request('staff:enrol_second_factor', { password })
      expect(await refusal(client.request('staff:confirm_second_factor', { code: '000000' }))).to.include({ reason: 'wrong_code' })
      await signIn(login)
      await database.database.query("update second_factors set pending_at = pending_at - interval '1 hour' where account_id = $1", [id])
      expect(await refusal(client.request('staff:confirm_second_factor', { code: '000000' }))).to.include({ reason: 'enrolment_expired' })
      other.close()
      client.close()
      const { client: kept, id: enrolledId } = await enrolled()
      const [open] = await database.database.query<{ n: number }>(
        'select count(*)::int as n from sessions where account_id = $1 and end_reason is null',
        [enrolledId],
      )
      expect(open?.n).to.equal(1)
      kept.close()
    })

    it('that may be compulsory: until it is set up, a courier is not sent where an order goes', async () => {
      const { client: first, login, freshCode } = await enrolled('manager')
      first.close()
      const boss = await connectStaff(strict, (await signIn(login, { code: await freshCode() })).token)
      const { id: courierId, login: courier } = await create('courier')
      const client = await connectClient(strict.url, '/staff', { token: (await signIn(courier)).token })
      const customer = await arrive(strict)
      const { order } = await customer.client.request('order:place', placement((await anyDish(strict)).id))
      for (const to of ['confirmed', 'in_preparation'] as const)
        await boss.request('order:advance', { requestId: requestId(), orderId: order.id, to })
      const { order: given } = await boss.request('order:assign', { requestId: requestId(), orderId: order.id, courierId })
      await boss.pushed('queue:changed', ({ order: { id, version } }) => id === order.id && version === given.version)
      await client.raw('staff:get', {})
      expect(client.heard.map(({ event }) => event)).to.deep.equal(['session:ready'])
      for (const each of [boss, client, customer.client]) each.close()
    })

    it('that may be compulsory: until it is set up, a session can do nothing else and is sent nothing', async () => {
      const { login } = await create('manager')
      const { token } = await signIn(login)
      const client = await connectClient(strict.url, '/staff', { token })
      const ready = client.heard.find(({ event }) => event === 'session:ready')?.payload
      expect(ready).to.include({ mustEnrol: true })
      for (const event of ['queue:list', 'staff:list', 'staff:get', 'shop:export']) {
        const answer = await client.raw(event, {})
        expect(answer.ok ? event : answer.error.reason).to.equal('second_factor_required')
      }
      const upload = await fetch(`${strict.url}/pictures`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: 'x' })
      expect(await upload.json()).to.have.nested.property('error.reason', 'second_factor_required')

      const { secret } = await client.request('staff:enrol_second_factor', { password })
      expect(secret).to.match(/^[A-Z2-7]{32}$/)
      const wrong = await client.raw('staff:confirm_second_factor', { code: '12' })
      expect(wrong.ok ? wrong : wrong.error.reason).to.equal('wrong_code')
      client.close()

      const { client: done, login: other, freshCode } = await enrolled('manager')
      done.close()
      const inside = await connectStaff(strict, (await signIn(other, { code: await freshCode() })).token)
      expect((await inside.request('staff:get', {})).staff.secondFactor).to.equal(true)
      inside.close()
    })
  })
})
