import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Client } from '../support/client.ts'
import { connectClient } from '../support/client.ts'
import { connectCustomer, connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, recordResult } from '../support/hostile.ts'
import { refusal } from '../support/refusal.ts'
import { extendDelays } from '../support/sign-in.ts'

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

describe('signing in, under attack', () => {
  let gateway: TestGateway
  let guest: Client<'/guest'>
  const password = 'correct horse battery'
  let beforeSession: () => Promise<unknown> = async () => undefined

  before(async () => {
    gateway = await startTestGateway({ onQuery: async (sql) => void (sql.includes('insert into sessions') && (await beforeSession())) })
    guest = await connectGuest(gateway)
  })
  after(async () => {
    guest.close()
    await gateway.stop()
  })

  const signUp = async () => {
    const login = `guessed-${randomUUID().slice(0, 8)}`
    return { login, ...(await guest.request('account:sign_up', { login, email: `${login}@example.com`, name: 'Somebody', password })) }
  }
  const signIn = (login: string, guess: string) => guest.request('account:sign_in', { login, password: guess })
  const waitIsOver = () => gateway.database.query("update sign_in_failures set retry_at = now() - interval '1 second'")

  it('takes as long for an unknown login as for an existing account', async () => {
    const { login } = await signUp()
    await signIn(login, password)
    const took: Record<string, number[]> = { known: [], unknown: [] }
    const rounds = inShort(15, 200)
    for (let round = 0; round < rounds; round += 1)
      for (const [who, name] of [['known', login] as const, ['unknown', `no-${login}`] as const]) {
        const started = performance.now()
        expect(await refusal(signIn(name, `wrong ${round}`))).to.include({ reason: 'invalid_credentials' })
        took[who]?.push(performance.now() - started)
        await gateway.database.query('delete from sign_in_failures')
      }
    const [known, unknown] = [median(took.known ?? []), median(took.unknown ?? [])]
    // without a hash comparison, the answer would be twenty times faster
    const noise = inShort(3, 1.6)
    expect(unknown / known).to.be.within(1 / noise, noise)
    recordResult(
      'User enumeration by time',
      `${rounds} sign-ins each`,
      `median ${known.toFixed(1)} ms with an account, ${unknown.toFixed(1)} ms without`,
    )
  })

  it('compares no more guesses when they are sent in parallel', async () => {
    const { login } = await signUp()
    for (let n = 0; n < 5; n += 1) await refusal(signIn(login, 'wrong'))
    // the next failure costs minutes of delay, more than forty guesses take on any machine
    await gateway.database.query('update sign_in_failures set failures = 12')
    await waitIsOver()
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => refusal(signIn(login, `guess ${n}`))))
    expect(answers.filter(({ reason }) => reason === 'invalid_credentials')).to.have.length(1)
    expect(answers.filter(({ reason }) => reason === 'too_many_sign_ins')).to.have.length(39)
  })

  it('lets the owner sign in after the longest delay, no matter how long the guessing has gone on', async () => {
    const { login, account } = await signUp()
    let longest = 0
    for (let guess = 0; guess < 30; guess += 1) {
      await refusal(signIn(login, 'wrong'))
      const { retryAfterMs = 0 } = await refusal(signIn(login, 'wrong'))
      longest = Math.max(longest, retryAfterMs)
      await waitIsOver()
    }
    expect(longest).to.be.within(800_000, 900_000)
    expect((await signIn(login, password)).account.id).to.equal(account.id)
  })

  it('delays the owner only on networks from which they have never signed in, no matter how much others guess elsewhere', async () => {
    const behind = await startTestGateway({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
    const guestFrom = (address: string) => connectClient(behind.url, '/guest', {}, { 'x-forwarded-for': address })
    const [home, attacker, abroad] = await Promise.all([guestFrom('198.51.100.1'), guestFrom('203.0.113.1'), guestFrom('198.51.100.2')])
    const login = `wanted-${randomUUID().slice(0, 8)}`
    await home.request('account:sign_up', { login, email: `${login}@example.com`, name: 'Somebody', password })
    for (let guess = 0; guess < 5; guess += 1) await refusal(attacker.request('account:sign_in', { login, password: `wrong ${guess}` }))
    const right = { login, password }
    await extendDelays(behind.database)
    for (const stranger of [attacker, abroad])
      expect(await refusal(stranger.request('account:sign_in', right))).to.include({ reason: 'too_many_sign_ins' })
    const owner = await connectCustomer(behind, (await home.request('account:sign_in', right)).token)

    // guesses from the owner's own network are delayed too
    for (let guess = 0; guess < 5; guess += 1) await refusal(home.request('account:sign_in', { login, password: `wrong ${guess}` }))
    await extendDelays(behind.database)
    expect(await refusal(home.request('account:sign_in', right))).to.include({ reason: 'too_many_sign_ins' })
    for (const client of [home, attacker, abroad, owner]) client.close()
    await behind.stop()
  })

  it('opens no session if the password is changed or the account deleted during the comparison', async () => {
    for (const leave of [
      (owner: Client<'/'>) => owner.request('account:change_password', { current: password, next: 'an entirely new one' }),
      (owner: Client<'/'>) => owner.request('account:delete', { password }),
    ]) {
      const { login, token, account } = await signUp()
      const owner = await connectCustomer(gateway, token)
      beforeSession = () => leave(owner)
      const attempt = refusal(signIn(login, password))
      expect(await attempt).to.include({ reason: 'invalid_credentials' })
      beforeSession = async () => undefined
      const [left] = await gateway.database.query<{ count: number }>(
        'select count(*) from sessions where account_id = $1 and end_reason is null and token_hash <> sha256($2)',
        [account.id, Buffer.from(token)],
      )
      expect(left?.count).to.equal(0)
      owner.close()
    }
  })

  it('never accepts a token that the client chose', async () => {
    const { login, token } = await signUp()
    const chosen = 'A'.repeat(43)
    for (const auth of [{ token: chosen }, { token: chosen, sid: chosen }]) await refusal(connectClient(gateway.url, '/', auth))
    expect(await guest.raw('account:sign_in', { login, password, token: chosen })).to.have.nested.property('error.code', 'invalid_argument')
    const before = await connectCustomer(gateway, token)
    const again = await signIn(login, password)
    expect(new Set([token, again.token, chosen]).size).to.equal(3)
    expect(await refusal(connectClient(gateway.url, '/', { token: chosen }))).to.include({ code: 'unauthenticated' })
    before.close()
  })
})
