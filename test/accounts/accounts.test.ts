import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { pruneAccounts } from '../../src/accounts/prune.ts'
import { codeOf } from '../support/authenticator.ts'
import { type Client, connectClient } from '../support/client.ts'
import { connectCustomer, connectGuest, connectStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { gauge } from '../support/metrics.ts'
import { refusal } from '../support/refusal.ts'
import { root } from '../support/root.ts'
import { extendDelays } from '../support/sign-in.ts'
import { until } from '../support/until.ts'

const newPerson = () => {
  const login = `dana-${randomUUID().slice(0, 8)}`
  return { login, email: `${login}@example.com`, password: 'correct horse battery', name: 'Dana' }
}

describe('accounts', () => {
  let gateway: TestGateway
  let guest: Client<'/guest'>

  before(async () => {
    gateway = await startTestGateway()
    guest = await connectGuest(gateway)
  })
  after(async () => {
    guest.close()
    await gateway.stop()
  })

  const signUp = async () => {
    const person = newPerson()
    const { token, account } = await guest.request('account:sign_up', person)
    return { ...person, token, account, client: await connectCustomer(gateway, token) }
  }

  it('signs up, signs in with the login or the e-mail address, and signs out', async () => {
    const { login, email, password, token, account, client } = await signUp()
    expect(account).to.include({ login, email, role: 'customer', timeZone: 'UTC' })
    expect((await client.request('account:get', {})).account).to.deep.equal(account)
    for (const name of [login, email, ` ${login.toUpperCase()} `]) {
      const again = await guest.request('account:sign_in', { login: name, password })
      expect(again.account.id).to.equal(account.id)
      expect(again.token).not.to.equal(token)
    }
    expect(await client.request('account:sign_out', {})).to.deep.equal({})
    expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'signed_out' })
    expect(await refusal(connectCustomer(gateway, token))).to.include({ code: 'unauthenticated', reason: 'session_revoked' })
  })

  it('stores no token and no password', async () => {
    const { token, password, account, client } = await signUp()
    const [row] = await gateway.database.query(
      'select a::text || s::text as everything from accounts a join sessions s on s.account_id = a.id where a.id = $1',
      [account.id],
    )
    expect(JSON.stringify(row)).not.to.include(token)
    expect(JSON.stringify(row)).not.to.include(password)
    expect(JSON.stringify(row)).to.include('$argon2id$v=19$m=19456,t=2,p=1$')
    client.close()
  })

  it('accepts each login only once', async () => {
    const { login, client } = await signUp()
    expect(await refusal(guest.request('account:sign_up', { ...newPerson(), login }))).to.include({
      code: 'already_exists',
      reason: 'login_taken',
    })
    client.close()
  })

  const passwords: [string, string, string][] = [
    ['that is too short', 'short', 'invalid_argument'],
    ['that is too long', 'x'.repeat(129), 'invalid_argument'],
    ['of the most common ones', 'password123', 'common_password'],
    ['of the demo', 'demo-password', 'common_password'],
    ['of the most common ones in capitals', 'PASSWORD123', 'common_password'],
  ]
  for (const [what, password, reason] of passwords) {
    it(`refuses a password ${what}`, async () => {
      const failure = await refusal(guest.request('account:sign_up', { ...newPerson(), password }))
      expect(failure.reason ?? failure.code).to.equal(reason)
      expect(failure.message).to.match(/^password/)
    })
  }

  it('answers an unknown login and a wrong password with the same error', async () => {
    const { login, client } = await signUp()
    const wrong = await refusal(guest.request('account:sign_in', { login, password: 'not the password' }))
    const unknown = await refusal(guest.request('account:sign_in', { login: `no-${login}`, password: 'not the password' }))
    expect(wrong).to.include({ code: 'unauthenticated', reason: 'invalid_credentials' })
    expect(unknown).to.deep.equal(wrong)
    client.close()
  })

  for (const known of [true, false]) {
    it(`delays after the fifth failure, longer with each, ${known ? 'but never permanently' : 'for an unknown login too'}`, async () => {
      const person = known ? await signUp() : undefined
      const login = person?.login ?? `nobody-${randomUUID().slice(0, 8)}`
      const tryOnce = (password: string) => refusal(guest.request('account:sign_in', { login, password }))
      let failures = 0
      /** Fails until a delay begins, and expects the delay of that number of failures. On a slow machine a part of it has already passed. */
      const failUntilDelayed = async (maxMs: () => number) => {
        const failure = await until(async () => {
          const started = performance.now()
          const answer = await tryOnce('wrong')
          if (answer.reason !== 'invalid_credentials') return answer
          failures += 1
          failedAt = started
          return undefined
        }, 'signing in has to wait')
        expect(failure).to.include({ code: 'resource_exhausted', reason: 'too_many_sign_ins', retryable: true })
        expect(failure?.retryAfterMs).to.be.within(Math.max(1, maxMs() - (performance.now() - failedAt)), maxMs())
      }
      let failedAt = 0
      const doubled = () => 1000 * 2 ** (failures - 5)
      await failUntilDelayed(doubled)
      expect(failures).to.be.at.least(5)
      const later = "update sign_in_failures set retry_at = now() - interval '1 second'"
      await gateway.database.query(later)
      await failUntilDelayed(doubled)
      await gateway.database.query(`${later}, failures = 1000`)
      await failUntilDelayed(() => 900_000)
      if (!person) return
      await gateway.database.query(later)
      expect((await guest.request('account:sign_in', { login, password: person.password })).account.id).to.equal(person.account.id)
      expect(await tryOnce('wrong'), 'forgotten').to.include({ reason: 'invalid_credentials' })
      person.client.close()
    })
  }

  it('refuses some of 300 parallel sign-ins, so that the others do not wait long', async () => {
    const logins = Array.from({ length: 300 }, () => `nobody-${randomUUID().slice(0, 8)}`)
    const failures = await Promise.all(logins.map((login) => refusal(guest.request('account:sign_in', { login, password: 'wrong' }))))
    const busy = failures.filter(({ reason }) => reason === 'busy')
    expect(busy.length).to.be.within(1, 299)
    expect(busy[0]).to.include({ code: 'unavailable', retryable: true })
    expect(failures.filter(({ reason }) => reason === 'invalid_credentials')).to.have.length(300 - busy.length)
  })

  it('lists the sessions and revokes one, which ends its sockets', async () => {
    const { login, password, client } = await signUp()
    const { token } = await guest.request('account:sign_in', { login, password })
    const other = await connectCustomer(gateway, token)
    const { sessions } = await client.request('account:sessions', {})
    expect(sessions.map(({ current }) => current).sort()).to.deep.equal([false, true])
    const [theirs] = sessions.filter(({ current }) => !current)
    const left = await client.request('account:revoke_session', { sessionId: theirs?.id ?? '' })
    expect(left.sessions.map(({ current }) => current)).to.deep.equal([true])
    expect(await other.pushed('session:ended')).to.deep.equal({ reason: 'revoked' })
    expect(await client.request('account:revoke_session', { sessionId: theirs?.id ?? '' }), 'again').to.deep.equal(left)
    const stranger = await signUp()
    const [own] = left.sessions
    const attempt = stranger.client.request('account:revoke_session', { sessionId: own?.id ?? '' })
    expect(await refusal(attempt)).to.include({ code: 'not_found', reason: 'session_not_found' })
    for (const each of [client, stranger.client]) each.close()
  })

  it('changes the password, which ends every other session and keeps this one', async () => {
    const { login, password, client } = await signUp()
    const { token } = await guest.request('account:sign_in', { login, password })
    const other = await connectCustomer(gateway, token)
    const change = (current: string, next: string) => client.request('account:change_password', { current, next })
    expect(await refusal(change('wrong', 'an entirely new one'))).to.include({ reason: 'invalid_credentials' })
    expect(await refusal(change(password, 'password123'))).to.include({ reason: 'common_password' })
    await change(password, 'an entirely new one')
    expect(await other.pushed('session:ended')).to.deep.equal({ reason: 'password_changed' })
    await client.request('account:get', {})
    expect(await refusal(guest.request('account:sign_in', { login, password }))).to.include({ reason: 'invalid_credentials' })
    await guest.request('account:sign_in', { login, password: 'an entirely new one' })
    client.close()
  })

  it('prunes old ended sessions and old sign-in failures, and keeps the others', async () => {
    const { login, account, client } = await signUp()
    const count = async (sql: string) => (await gateway.database.query(sql, [account.id])).length
    const sessions = 'select from sessions where account_id = $1'
    const failures = 'select from sign_in_failures where subject in (select failure_subjects($1))'
    const old = "update sessions set expires_at = now() - interval '31 days' where id = $1"
    await guest.request('account:sign_in', { login, password: 'correct horse battery' })
    const listed = (await client.request('account:sessions', {})).sessions.find(({ current }) => !current)
    await gateway.database.query(old, [listed?.id])
    await refusal(guest.request('account:sign_in', { login, password: 'wrong horse battery' }))
    await pruneAccounts(gateway.database)
    expect(await count(sessions)).to.equal(1)
    expect(await count(failures)).to.equal(1)
    await gateway.database.query("update sign_in_failures set last_at = now() - interval '2 days', retry_at = now() - interval '2 days'")
    await pruneAccounts(gateway.database)
    expect(await count(failures)).to.equal(0)
    client.close()
  })

  it('signs out everywhere', async () => {
    const { login, password, client } = await signUp()
    const { token } = await guest.request('account:sign_in', { login, password })
    const other = await connectCustomer(gateway, token)
    await client.request('account:sign_out', { everywhere: true })
    for (const each of [client, other]) expect(await each.pushed('session:ended')).to.deep.equal({ reason: 'signed_out' })
  })

  it('does not reveal by its delays that a login and an e-mail address are one account, from any network', async () => {
    const { login, email, client } = await signUp()
    const tryOnce = (name: string) => refusal(guest.request('account:sign_in', { login: name, password: 'wrong' }))
    const failUntilDelayed = async (name: string): Promise<void> => {
      if ((await tryOnce(name)).reason !== 'too_many_sign_ins') await failUntilDelayed(name)
    }
    await failUntilDelayed(login)
    expect(await tryOnce(email), 'where the owner has signed in').to.include({ reason: 'invalid_credentials' })
    await gateway.database.query('update sessions set network = null')
    await failUntilDelayed(email)
    expect(await tryOnce(login), 'from elsewhere').to.include({ reason: 'invalid_credentials' })
    client.close()
  })

  it('changes the e-mail address only with the password, and counts a wrong one', async () => {
    const { client, password, account } = await signUp()
    const email = `new-${account.email}`
    const change = (fields: object) => client.raw('account:update', { name: 'Other', ...fields })
    expect(await change({ email }))
      .to.have.nested.property('error.details.fields')
      .that.deep.equals(['password'])
    expect(await change({ email, password: 'not mine' })).to.have.nested.property('error.reason', 'invalid_credentials')
    expect((await client.request('account:get', {})).account).to.deep.equal(account)
    expect((await client.request('account:update', { email, password })).account).to.deep.equal({ ...account, email })
    for (let n = 0; n < 5; n++) await change({ email, password: 'not mine' })
    await extendDelays(gateway.database)
    expect(await change({ email, password })).to.have.nested.property('error.reason', 'too_many_sign_ins')
    client.close()
  })

  it('changes the named fields of the account, clears a field with null, and keeps the rest', async () => {
    const { client, account } = await signUp()
    const changes = {
      phone: '+421 900 123 456',
      location: { lat: 48.1, lng: 17.1 },
      dietaryRestrictions: ['vegan' as const, 'nuts' as const],
    }
    const { account: changed } = await client.request('account:update', { ...changes, notificationPreferences: { promotions: false } })
    expect(changed).to.deep.equal({
      ...account,
      ...changes,
      notificationPreferences: { orders: true, payments: true, promotions: false, email: false },
    })
    const { account: cleared } = await client.request('account:update', { phone: null, location: null, dietaryRestrictions: [] })
    expect(cleared).to.deep.equal({ ...account, notificationPreferences: changed.notificationPreferences })
    expect(await refusal(client.request('account:update', { timeZone: 'Mars/Olympus' }))).to.include({ code: 'invalid_argument' })
    client.close()
  })
})

describe('signing in, by a client who leaves', () => {
  it('hashes no password, opens no session and counts no failure', async () => {
    let asked = 0
    let letGo = (): void => undefined
    let held: Promise<void> | undefined
    const gateway = await startTestGateway({
      onQuery: (sql) => {
        if (!held || !sql.includes('into sign_in_failures')) return
        asked += 1
        return held
      },
    })
    const [staying, leaving] = [await connectGuest(gateway), await connectGuest(gateway)]
    const { login, password } = newPerson()
    const { account } = await staying.request('account:sign_up', { login, email: `${login}@example.com`, password, name: 'Dana' })
    held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    leaving.socket.emit('account:sign_in', { login, password })
    await until(() => asked === 1, 'the sign-in is about to compare the password')
    leaving.close()
    await until(async () => (await gauge(gateway, 'customerbackend_connections{namespace="/guest"}')) === 1, 'the gateway knows it')
    letGo()
    const ended = 'customerbackend_requests_total{event="account:sign_in",code="unavailable"}'
    await until(async () => (await gauge(gateway, ended)) === 1, 'the sign-in has ended')
    const [{ sessions } = { sessions: 0 }] = await gateway.database.query<{ sessions: number }>(
      'select count(*)::int as sessions from sessions where account_id = $1',
      [account.id],
    )
    expect(sessions, 'the one of signing up').to.equal(1)
    expect(await gateway.database.query('select from sign_in_failures'), 'nothing was compared').to.have.length(0)
    staying.close()
    await gateway.stop()
  })
})

describe('signing in, by address', () => {
  it('is limited to 20 attempts a minute', async () => {
    const gateway = await startTestGateway({ env: { RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1' } })
    const guest = await connectGuest(gateway)
    const attempts = await Promise.all(
      Array.from({ length: 25 }, (_, n) => guest.raw('account:sign_in', { login: `nobody${n}`, password: 'wrong' })),
    )
    const reasons = attempts.map((answer) => (answer.ok ? 'ok' : answer.error.reason))
    expect(reasons.filter((reason) => reason === 'invalid_credentials')).to.have.length(20)
    expect(reasons.filter((reason) => reason === 'too_many_sign_ins')).to.have.length(5)
    guest.close()
    await gateway.stop()
  })
})

describe('signing in, by IPv6 network', () => {
  it('is limited to 80 attempts a minute for a /56, across all of its addresses', async () => {
    const gateway = await startTestGateway({ env: { RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1' } })
    const reasons: (string | undefined)[] = []
    for (const network of ['a00', 'a01', 'a02', 'a03', 'a04', 'b00']) {
      const guest = await connectClient(gateway.url, '/guest', {}, { 'x-forwarded-for': `2001:db8:1:${network}::1` })
      const attempts = Array.from({ length: 19 }, (_, n) => guest.raw('account:sign_in', { login: `${network}-${n}`, password: 'wrong' }))
      for (const answer of await Promise.all(attempts)) reasons.push(answer.ok ? 'ok' : answer.error.reason)
      guest.close()
    }
    expect(reasons.slice(0, 80)).to.deep.equal(Array(80).fill('invalid_credentials'))
    expect(reasons.slice(80, 95)).to.deep.equal(Array(15).fill('too_many_sign_ins'))
    expect(reasons.slice(95), 'another /56').to.deep.equal(Array(19).fill('invalid_credentials'))
    await gateway.stop()
  })
})

describe('the commands', () => {
  let gateway: TestGateway

  before(async () => {
    gateway = await startTestGateway()
  })
  after(() => gateway.stop())

  const run = (program: string, args: string[], env = {}) =>
    promisify(execFile)(process.execPath, [`dist/${program}.js`, ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, DATABASE_URL: gateway.databaseUrl, ...env },
    })
  const failed = (attempt: ReturnType<typeof run>) =>
    attempt.then(
      () => expect.fail('did not fail'),
      (error: { stderr: string; code: number }) => error,
    )

  const staff = async (...args: string[]) => (await run('staff', args)).stdout
  const passwordIn = (stdout: string) => /password (\S+)/.exec(stdout)?.[1] ?? ''
  /** Passwords come from the input, never from the arguments. */
  const typing = (password: string, ...args: string[]) => {
    const running = run('staff', [...args, '--password-stdin'])
    running.child.stdin?.end(`${password}\n`)
    return running
  }

  it('create staff who can sign in until they are disabled, and keep a manager', async () => {
    const password = passwordIn(await staff('create', '--login', 'karl', '--role', 'kitchen', '--name', 'Karl', '--locale', 'sk'))
    const guest = await connectGuest(gateway)
    const { token, account } = await guest.request('account:sign_in', { login: 'karl', password })
    expect(account).to.include({ role: 'kitchen', name: 'Karl', locale: 'sk' })
    const kitchen = await connectStaff(gateway, token)
    expect((await kitchen.request('queue:list', {})).orders).to.deep.equal([])
    expect(await refusal(kitchen.request('stock:list', {}))).to.include({ code: 'permission_denied', reason: 'role_required' })
    expect(await staff('list')).to.match(/kitchen +karl +Karl \(1 open\)/)
    expect(await staff('sessions', '--login', 'karl')).to.match(/^last used .+, ends .+Z, /)
    expect((await failed(run('staff', ['create', '--login', 'karl', '--role', 'courier']))).stderr).to.include('taken')
    expect((await failed(run('staff', ['create', '--login', 'kim', '--role', 'customer']))).stderr).to.include('--role')
    expect((await failed(run('staff', ['disable', '--login', 'nobody']))).stderr).to.match(/^--login: no member of the staff/)
    await staff('disable', '--login', 'karl')
    expect(await kitchen.pushed('session:ended')).to.deep.equal({ reason: 'disabled' })
    expect(await refusal(guest.request('account:sign_in', { login: 'karl', password }))).to.include({ reason: 'invalid_credentials' })
    expect(await staff('list')).to.match(/karl +Karl \(disabled since /)
    await staff('enable', '--login', 'karl')
    await guest.request('account:sign_in', { login: 'karl', password })

    await staff('create', '--login', 'boss', '--role', 'manager')
    for (const command of [['disable'], ['update', '--role', 'kitchen']])
      expect((await failed(run('staff', [...command, '--login', 'boss']))).stderr).to.include('no other manager')
    for (const each of [guest, kitchen]) each.close()
  })

  it('set a password, change a role, end sessions and remove a second factor', async () => {
    const guest = await connectGuest(gateway)
    const signIn = async (password: string) => {
      const { token, account } = await guest.request('account:sign_in', { login: 'zora', password })
      return { role: account.role, client: await connectStaff(gateway, token) }
    }
    const first = passwordIn(await staff('create', '--login', 'zora', '--role', 'kitchen'))
    const before = await signIn(first)
    expect((await typing('a better one', 'password', '--login', 'zora')).stdout).to.equal('zora can sign in\n')
    expect(await before.client.pushed('session:ended')).to.deep.equal({ reason: 'password_changed' })
    expect(await refusal(guest.request('account:sign_in', { login: 'zora', password: first }))).to.include({
      reason: 'invalid_credentials',
    })

    const asKitchen = await signIn('a better one')
    await staff('update', '--login', 'zora', '--role', 'courier', '--name', 'Zora')
    expect(await asKitchen.client.pushed('session:ended')).to.deep.equal({ reason: 'role_changed' })
    const asCourier = await signIn('a better one')
    expect(asCourier.role).to.equal('courier')
    expect(await staff('end-sessions', '--login', 'zora')).to.match(/^1 /)
    expect(await asCourier.client.pushed('session:ended')).to.deep.equal({ reason: 'revoked' })

    const { client } = await signIn('a better one')
    const { secret } = await client.request('staff:enrol_second_factor', { password: 'a better one' })
    await client.request('staff:confirm_second_factor', { code: codeOf(secret) })
    expect(await refusal(signIn('a better one'))).to.include({ reason: 'second_factor_required' })
    expect(await staff('reset-second-factor', '--login', 'zora')).to.include('no second factor any more')
    expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'second_factor_changed' })
    expect((await signIn('a better one')).role).to.equal('courier')
    guest.close()
  })

  it('refuse a common password, and every password that is an argument', async () => {
    for (const password of ['PassWord1', 'demo-password', 'short'])
      for (const command of [['create', '--role', 'kitchen'], ['password']]) {
        const { stderr } = await failed(typing(password, ...command, '--login', 'weak'))
        expect(stderr, `${command[0]} ${password}`).to.match(/^(the )?password: /)
      }
    expect((await failed(run('staff', ['password', '--login', 'zora', '--password', 'a better one']))).stderr).to.include('--password')
    expect(await staff('list')).not.to.include('weak')
  })

  it('create customers for load tests who can connect, but not in production', async () => {
    const { stdout } = await run('mint', ['--accounts', '1001'])
    const minted = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { login: string; token: string })
    expect(new Set(minted.map(({ token }) => token)).size).to.equal(1001)
    const client = await connectCustomer(gateway, minted[1000]?.token ?? '')
    expect((await client.request('order:pending', {})).orders).to.deep.equal([])
    client.close()
    expect((await failed(run('mint', ['--accounts', '1'], { NODE_ENV: 'production' }))).stderr).to.include('--force')
    expect((await run('mint', ['--accounts', '1', '--force'], { NODE_ENV: 'production' })).stdout).to.include('token')
    expect((await failed(run('mint', ['--accounts', 'many']))).stderr).to.include('--accounts')
  })

  const programs = ['main', 'migrate', 'staff', 'mint']

  it('print help, with the environment variables that they use', async () => {
    for (const program of programs) {
      const { stdout } = await run(program, ['--help'])
      expect((await run(program, ['-h'])).stdout).to.equal(stdout)
      expect(stdout, program)
        .to.match(/^npm (start|run)/)
        .and.include('DATABASE_URL_FILE')
      expect(stdout.includes('STRIPE_SECRET_KEY'), program).to.equal(program === 'main')
    }
  })

  it('name an argument that they do not know, in one line', async () => {
    for (const program of programs) {
      const args = program === 'staff' ? ['list', '--bogus'] : ['--bogus']
      const { stderr, code } = await failed(run(program, args))
      expect([code, stderr.trim()], program).to.deep.equal([1, "Unknown option '--bogus': --help prints what is possible"])
    }
    expect((await failed(run('staff', ['list', '--login', 'cook']))).stderr.trim()).to.equal('--login: this command does not take it')
    expect((await failed(run('staff', ['create', '--role', 'kitchen']))).stderr.trim()).to.equal('--login: this command requires it')
    expect((await failed(run('staff', ['sing']))).stderr).to.include('The first argument is one of list, create')
    expect((await failed(run('migrate', ['now']))).stderr).to.include("Unexpected argument 'now': --help")
  })

  it('list all faults of the environment together', async () => {
    const { stderr, code } = await failed(run('main', [], { PORT: 'x', ENGINE: 'steam', SESSION_TTL_DAYS: '0' }))
    expect(code).to.equal(1)
    for (const name of ['PORT', 'ENGINE', 'SESSION_TTL_DAYS']) expect(stderr).to.include(name)
  })
})
