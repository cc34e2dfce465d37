import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { issueToken } from '../../src/accounts/links.ts'
import { setPassword } from '../../src/accounts/operate-staff.ts'
import { createPasswordHasher } from '../../src/accounts/passwords.ts'
import { type Client, connectClient } from '../support/client.ts'
import { connectCustomer, connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { linksTo, mailsTo, tokenTo } from '../support/links.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const password = 'correct horse battery'
const nextPassword = 'an entirely new one'

describe('an e-mail address', () => {
  let gateway: TestGateway
  let guest: Client<'/guest'>
  const statements: string[] = []
  let beforeSending: Promise<unknown> | undefined

  before(async () => {
    gateway = await startTestGateway({
      onQuery: async (sql) => {
        statements.push(sql)
        if (sql.includes('send_password_resets')) await beforeSending
      },
    })
    guest = await connectGuest(gateway)
  })
  after(async () => {
    guest.close()
    await gateway.stop()
  })

  const newEmail = () => `dana-${randomUUID().slice(0, 8)}@example.com`
  const signUp = async (email = newEmail()) => {
    const login = `d-${randomUUID().slice(0, 8)}`
    const { token, account } = await guest.request('account:sign_up', { login, email, password, name: 'Dana' })
    return { login, email, token, id: account.id, account, client: await connectCustomer(gateway, token) }
  }
  type Dana = Awaited<ReturnType<typeof signUp>>
  const tokenFor = ({ id }: Pick<Dana, 'id'>, email: string, purpose: 'verify_email' | 'reset_password' = 'verify_email') =>
    tokenTo(gateway.database, email, purpose, id)
  const verify = (token: string) => guest.request('account:verify_email', { token })
  const signUpVerified = async (email?: string) => {
    const dana = await signUp(email)
    await verify(await tokenFor(dana, dana.email))
    return dana
  }
  const accountOf = async ({ client }: Pick<Dana, 'client'>) => (await client.request('account:get', {})).account
  const askReset = (email: string) => guest.request('account:request_password_reset', { email })
  const reset = (token: string) => guest.request('account:reset_password', { token, password: nextPassword })
  const signIn = (login: string, secret = password, device?: string) =>
    guest.request('account:sign_in', { login, password: secret, ...(device && { device }) })
  const changeTo = ({ client }: Pick<Dana, 'client'>, email: string) => client.request('account:update', { email, password })
  /** Waits until every reset that was asked for so far has been worked on. */
  const resetsAreSent = async () => {
    const email = newEmail()
    const { id } = await signUp(email)
    await askReset(email)
    await tokenTo(gateway.database, email, 'reset_password', id)
  }

  describe('of an account without its password', () => {
    it('gets a link that sets a new one, once, and ends every session', async () => {
      const dana = await signUp()
      const phone = await connectCustomer(gateway, (await signIn(dana.login)).token)
      for (let n = 0; n < 6; n++) await refusal(signIn(dana.login, 'a guess'))
      await askReset(` ${dana.email.toUpperCase()}`)
      const token = await tokenFor(dana, dana.email, 'reset_password')
      expect(await reset(token)).to.deep.equal({ login: dana.login })
      for (const client of [dana.client, phone]) expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'password_changed' })
      expect(await refusal(connectCustomer(gateway, dana.token))).to.include({ reason: 'session_revoked' })
      expect(await refusal(reset(token))).to.include({ code: 'failed_precondition', reason: 'token_expired' })
      expect(await refusal(signIn(dana.login))).to.include({ reason: 'invalid_credentials' })
      const { account } = await signIn(dana.email, nextPassword)
      expect(account).to.include({ id: dana.id, emailVerified: true })
      expect(await mailsTo(gateway.database, dana.id)).to.include('password_changed')
    })

    it('gets the answer of an address without an account, with the same statements, before anything is looked up', async () => {
      const dana = await signUp()
      const made: string[][] = []
      for (const email of [dana.email, newEmail()]) {
        let send = (): void => undefined
        beforeSending = new Promise<void>((resolve) => {
          send = resolve
        })
        statements.length = 0
        expect(await askReset(email)).to.deep.equal({})
        // not the background's, nor the recheck of sessions
        const ofRequest = () =>
          statements.filter(
            (sql) => /accounts|account_tokens|send_password_resets/.test(sql) && !sql.includes('from sessions s join accounts'),
          )
        await until(() => ofRequest().length > 0, 'the link is looked for')
        made.push(ofRequest())
        beforeSending = undefined
        send()
        await resetsAreSent()
        expect(await linksTo(gateway.database, email, 'reset_password')).to.have.length(email === dana.email ? 1 : 0)
      }
      expect(made).to.deep.equal([made[0], made[0]])
      expect(made[0]).to.have.length(1)
      dana.client.close()
    })

    it('gets three links in half an hour at most, and then one again', async () => {
      const dana = await signUp()
      const has = async (links: number) => (await linksTo(gateway.database, dana.email, 'reset_password')).length === links
      for (const links of [1, 2, 3]) {
        await askReset(dana.email)
        await until(() => has(links), 'the next link')
      }
      await askReset(dana.email)
      await resetsAreSent()
      expect(await has(3), 'no more').to.equal(true)
      await gateway.database.query("update account_tokens set requested_at = requested_at - interval '30 minutes' where account_id = $1", [
        dana.id,
      ])
      await askReset(dana.email)
      await until(() => has(1), 'one more link')
      dana.client.close()
    })

    it('is not opened by a link that is old, guessed, meant for something else, or sent to an address that it had before', async () => {
      const dana = await signUpVerified()
      const link = randomUUID()
      await gateway.database.query("insert into account_tokens (id, account_id, purpose, email) values ($1, $2, 'reset_password', $3)", [
        link,
        dana.id,
        dana.email,
      ])
      const issue = async () => (await issueToken(gateway.database, link)) ?? ''
      const old = await issue()
      const expired = await refusal(verify(old))
      expect(expired).to.include({ reason: 'token_expired' })
      for (const guess of [old.slice(1), 'A'.repeat(43), '0']) expect(await refusal(reset(guess))).to.deep.equal(expired)
      await gateway.database.query('update account_tokens set expires_at = now() where id = $1', [link])
      expect(await refusal(reset(old))).to.deep.equal(expired)
      const sent = await issue()
      expect(await refusal(reset(old)), 'sent again with another token').to.deep.equal(expired)
      await changeTo(dana, newEmail())
      const { newEmail: next = '' } = await accountOf(dana)
      await verify(await tokenFor(dana, next))
      expect(await refusal(reset(sent)), 'the address is another one').to.deep.equal(expired)
      expect(await issue(), 'not sent any more').to.equal('')
      dana.client.close()
    })

    it('is not opened by a link that was sent before the password was changed', async () => {
      const dana = await signUp()
      await askReset(dana.email)
      const token = await tokenFor(dana, dana.email, 'reset_password')
      await dana.client.request('account:change_password', { current: password, next: 'another that is new' })
      expect(await refusal(reset(token))).to.include({ reason: 'token_expired' })
      dana.client.close()
    })

    it('keeps the link when the new password is too common', async () => {
      const dana = await signUp()
      await askReset(dana.email)
      const token = await tokenFor(dana, dana.email, 'reset_password')
      const common = guest.request('account:reset_password', { token, password: 'password123' })
      expect(await refusal(common)).to.include({ reason: 'common_password' })
      await reset(token)
      dana.client.close()
    })

    it('gives a stranger who signed up with it nothing to come back with', async () => {
      const stranger = await signUp()
      const tokens: string[] = []
      for (const links of [1, 2]) {
        await askReset(stranger.email)
        await until(async () => (await linksTo(gateway.database, stranger.email, 'reset_password')).length === links, 'the next link')
        tokens.push(await tokenFor(stranger, stranger.email, 'reset_password'))
      }
      await reset(tokens[1] ?? '')
      expect(await stranger.client.pushed('session:ended')).to.deep.equal({ reason: 'password_changed' })
      expect(await refusal(reset(tokens[0] ?? ''))).to.include({ reason: 'token_expired' })
      expect(await refusal(signIn(stranger.login))).to.include({ reason: 'invalid_credentials' })
      expect((await signIn(stranger.email, nextPassword)).account.emailVerified).to.equal(true)
    })
  })

  describe('that is not verified', () => {
    it('is verified by its link, and again when the answer was lost', async () => {
      const dana = await signUp()
      expect(dana.account).to.include({ email: dana.email, emailVerified: false })
      const token = await tokenFor(dana, dana.email)
      for (const _ of [1, 2]) expect(await verify(token)).to.deep.equal({ email: dana.email })
      expect(await accountOf(dana)).to.deep.equal({ ...dana.account, emailVerified: true })
      dana.client.close()
    })

    it('belongs to whoever verifies it, and then signs in with it', async () => {
      const email = newEmail()
      const [first, owner] = [await signUp(email), await signUp(email)]
      expect((await signIn(email)).account.id, 'the oldest').to.equal(first.id)
      const late = await tokenFor(first, email)
      await verify(await tokenFor(owner, email))
      expect((await signIn(email)).account.id).to.equal(owner.id)
      expect(await refusal(verify(late))).to.include({ code: 'already_exists', reason: 'email_taken' })
      expect(await accountOf(first)).to.include({ email, emailVerified: false })
      await askReset(email)
      await resetsAreSent()
      expect((await linksTo(gateway.database, email, 'reset_password')).map(({ accountId }) => accountId)).to.deep.equal([owner.id])
      for (const { client } of [first, owner]) client.close()
    })

    it('is verified for one account, whatever happens at the same time', async () => {
      const email = newEmail()
      const people = [await signUp(email), await signUp(email), await signUp(email)]
      const tokens = []
      for (const person of people) tokens.push(await tokenFor(person, email))
      const answers = await Promise.all(tokens.map((token) => guest.raw('account:verify_email', { token })))
      expect(answers.filter(({ ok }) => ok)).to.have.length(1)
      for (const { client } of people) client.close()
    })

    it('tells its owner of a sign-up with it, which is answered like any other', async () => {
      const owner = await signUpVerified()
      const stranger = await signUp(owner.email)
      expect(stranger.account).to.include({ email: owner.email, emailVerified: false })
      expect(await mailsTo(gateway.database, stranger.id)).to.deep.equal([])
      expect(await mailsTo(gateway.database, owner.id)).to.deep.equal(['verify_email', 'email_in_use'])
      const other = await signUp()
      expect(await changeTo(stranger, other.email)).to.have.nested.property('account.email', other.email)
      for (const { client } of [owner, stranger, other]) client.close()
    })

    it('is replaced at once, and its link verifies nothing any more', async () => {
      const dana = await signUp()
      const [token, email] = [await tokenFor(dana, dana.email), newEmail()]
      const { account } = await changeTo(dana, email)
      expect(account).to.deep.equal({ ...dana.account, email })
      expect(await refusal(verify(token))).to.include({ reason: 'token_expired' })
      await verify(await tokenFor(dana, email))
      expect(await mailsTo(gateway.database, dana.id)).to.deep.equal(['verify_email', 'verify_email'])
      dana.client.close()
    })

    it('gets its link again on request, three times in half an hour at most', async () => {
      const dana = await signUp()
      const ask = () => dana.client.request('account:request_email_verification', {})
      for (const _ of [1, 2]) expect(await ask()).to.deep.equal({})
      const refused = await refusal(ask())
      expect(refused).to.include({ reason: 'too_many_requests', retryable: true })
      expect(refused.retryAfterMs).to.be.within(1, 30 * 60_000)
      expect(await linksTo(gateway.database, dana.email, 'verify_email')).to.have.length(3)
      const other = await signUp(dana.email)
      const askToo = () => other.client.request('account:request_email_verification', {})
      expect(await askToo()).to.deep.equal({})
      expect(await linksTo(gateway.database, dana.email, 'verify_email'), 'others use up none of them').to.have.length(5)
      await gateway.database.query(
        "insert into account_tokens (id, account_id, purpose, email) select gen_random_uuid(), $1, 'verify_email', $2 from generate_series(1, 15)",
        [dana.id, dana.email],
      )
      expect(await askToo(), 'says nothing of others').to.deep.equal({})
      expect(await linksTo(gateway.database, dana.email, 'verify_email'), 'but one mailbox is not flooded').to.have.length(20)
      await verify(await tokenFor(dana, dana.email))
      expect(await ask(), 'nothing is left to verify').to.deep.equal({})
      for (const { client } of [dana, other]) client.close()
    })
  })

  describe('that is verified', () => {
    it('stays until the new one is verified, and is told', async () => {
      const dana = await signUpVerified()
      const next = newEmail()
      const { account } = await changeTo(dana, next)
      expect(account).to.deep.equal({ ...dana.account, emailVerified: true, newEmail: next })
      expect(await refusal(signIn(next))).to.include({ reason: 'invalid_credentials' })
      const token = await tokenFor(dana, next)
      expect(await mailsTo(gateway.database, dana.id)).not.to.include('email_changed')
      expect(await verify(token)).to.deep.equal({ email: next })
      expect(await accountOf(dana)).to.deep.equal({ ...dana.account, email: next, emailVerified: true })
      const [told] = await gateway.database.query("select template from messages where account_id = $1 and template = 'email_changed'", [
        dana.id,
      ])
      expect(told).to.deep.equal({ template: 'email_changed' })
      expect((await signIn(next)).account.id).to.equal(dana.id)
      expect(await refusal(signIn(dana.email))).to.include({ reason: 'invalid_credentials' })
      dana.client.close()
    })

    it('takes a change back when it is named itself, or when the password is reset or changed', async () => {
      const takeBacks: Record<string, (dana: Dana) => Promise<unknown>> = {
        named: (dana) => changeTo(dana, dana.email),
        reset: async (dana) => {
          await askReset(dana.email)
          await reset(await tokenFor(dana, dana.email, 'reset_password'))
        },
        changed: async ({ client }) => {
          await client.request('account:change_password', { current: password, next: nextPassword })
          await client.pushed('account:changed', ({ data }) => data.changed.includes('email'))
          expect((await client.request('account:get', {})).account).not.to.have.property('newEmail')
        },
        'set by the operator': ({ login }) => setPassword(gateway.database, createPasswordHasher(), { login, password: nextPassword }),
      }
      for (const [how, takeBack] of Object.entries(takeBacks)) {
        const dana = await signUpVerified()
        const next = newEmail()
        await changeTo(dana, next)
        const token = await tokenFor(dana, next)
        await takeBack(dana)
        expect(await refusal(verify(token)), how).to.include({ reason: 'token_expired' })
        const { account } = await signIn(dana.email, how === 'named' ? password : nextPassword)
        expect(account, how).to.deep.equal({ ...dana.account, emailVerified: true })
        dana.client.close()
      }
    })

    it('is either the old or the new one when it is verified and changed at the same time', async () => {
      for (let n = 0; n < 5; n++) {
        const dana = await signUp()
        const [token, next] = [await tokenFor(dana, dana.email), newEmail()]
        const [answer] = await Promise.all([guest.raw('account:verify_email', { token }), changeTo(dana, next)])
        const expected = answer.ok ? { emailVerified: true, newEmail: next } : { email: next, emailVerified: false }
        expect(await accountOf(dana)).to.deep.equal({ ...dana.account, ...expected })
        dana.client.close()
      }
    })

    it('is told of a sign-in on an unknown device, and of a new password, but not while it is not verified', async () => {
      const dana = await signUp()
      const signInWith = async (agent: string, device?: string) => {
        const browser = await connectClient(gateway.url, '/guest', {}, { 'user-agent': agent })
        await browser.request('account:sign_in', { login: dana.login, password, ...(device && { device }) })
        browser.close()
      }
      const told = async () => (await mailsTo(gateway.database, dana.id)).filter((template) => template !== 'verify_email')
      await signInWith('Firefox/1.0 (Linux)')
      expect(await told()).to.deep.equal([])
      await verify(await tokenFor(dana, dana.email))
      await signInWith('Firefox/2.0 (Linux)')
      expect(await told(), 'a new version of a known browser').to.deep.equal([])
      const device = randomUUID()
      await signInWith('Safari (iPhone)', device)
      expect(await told()).to.deep.equal(['new_sign_in'])
      await gateway.database.query('update sessions set network = null where account_id = $1', [dana.id])
      await signInWith('Safari (iPhone)', device)
      expect(await told(), 'a known device elsewhere').to.deep.equal(['new_sign_in'])
      await dana.client.request('account:change_password', { current: password, next: nextPassword })
      expect(await told()).to.deep.equal(['new_sign_in', 'password_changed'])
      await signIn(dana.login, nextPassword, device)
      expect(await told(), 'a device that the new password has signed out').to.deep.equal([
        'new_sign_in',
        'password_changed',
        'new_sign_in',
      ])
      dana.client.close()
    })

    it('is changed six times in half an hour at most, so that one account cannot have us write to many strangers', async () => {
      const dana = await signUp()
      const addresses = Array.from({ length: 6 }, newEmail)
      // the sign-up has sent the first link
      for (const email of addresses.slice(0, 5)) await changeTo(dana, email)
      const [last = '', next = ''] = addresses.slice(4)
      const refused = await refusal(changeTo(dana, next))
      expect(refused).to.include({ reason: 'too_many_requests', retryable: true })
      expect(refused.retryAfterMs).to.be.within(1, 30 * 60_000)
      expect(await accountOf(dana)).to.deep.include({ email: last, emailVerified: false })
      expect(await linksTo(gateway.database, next, 'verify_email')).to.have.length(0)
      dana.client.close()
    })
  })

  it('asks for no more than five links a minute from one network', async () => {
    const limited = await startTestGateway({ on: { url: gateway.databaseUrl }, env: { RATE_LIMITS: 'on' } })
    const other = await connectGuest(limited)
    const ask = () => other.request('account:request_password_reset', { email: newEmail() })
    for (let n = 0; n < 5; n++) await ask()
    const refused = await refusal(ask())
    expect(refused).to.include({ reason: 'too_many_requests', retryable: true })
    other.close()
    await limited.stop()
  })

  describe('in a sign-up that is sent again', () => {
    const newPerson = () => {
      const login = `d-${randomUUID().slice(0, 8)}`
      return { requestId: randomUUID(), login, email: `${login}@example.com`, password, name: 'Dana' }
    }
    const sessionsOf = async (token: string) => {
      const client = await connectCustomer(gateway, token)
      const { sessions } = await client.request('account:sessions', {})
      client.close()
      return sessions.map(({ id }) => id)
    }

    it('gets the same account and session, with a token that nobody else received', async () => {
      const person = newPerson()
      const first = await guest.request('account:sign_up', person)
      const before = await sessionsOf(first.token)
      const again = await guest.request('account:sign_up', person)
      expect(again.account).to.deep.equal(first.account)
      expect(await sessionsOf(again.token)).to.deep.equal(before)
      expect(await refusal(connectCustomer(gateway, first.token))).to.include({ code: 'unauthenticated' })
      expect(await mailsTo(gateway.database, first.account.id)).to.deep.equal(['verify_email'])
    })

    it('gets nothing without the password, and an error for another person', async () => {
      const person = newPerson()
      const { token } = await guest.request('account:sign_up', person)
      const wrong = await refusal(guest.request('account:sign_up', { ...person, password: 'not the password' }))
      expect(wrong).to.include({ reason: 'invalid_credentials' })
      const other = await refusal(guest.request('account:sign_up', { ...person, name: 'Eva' }))
      expect(other).to.include({ reason: 'request_id_reused' })
      const elsewhere = await refusal(guest.request('account:sign_up', { ...person, requestId: randomUUID() }))
      expect(elsewhere).to.include({ reason: 'login_taken' })
      const client = await connectCustomer(gateway, token)
      await client.request('account:sign_out', {})
      expect(await refusal(guest.request('account:sign_up', person))).to.include({ reason: 'session_revoked' })
      client.close()
    })

    it('makes one account when it is sent twice at the same time', async () => {
      const person = newPerson()
      const answers = await Promise.all([1, 2, 3].map(() => guest.request('account:sign_up', person)))
      expect(new Set(answers.map(({ account }) => account.id)).size).to.equal(1)
      const tried = await Promise.all(answers.map(({ token }) => connectCustomer(gateway, token).catch(() => undefined)))
      const open = tried.filter((client) => client !== undefined)
      expect(open).to.have.length(1)
      for (const client of open) client.close()
    })
  })
})
