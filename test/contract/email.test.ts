import { expect } from 'chai'
import { accountSignIn, email } from '../../src/contract/index.ts'

describe('e-mail addresses', () => {
  it('have one form however they are written', () => {
    for (const [typed, kept] of [
      ['  Jana@Example.COM\u00a0', 'jana@example.com'],
      ['jana@m\u00fazeum.sk', 'jana@m\u00fazeum.sk'],
      ['jana@mu\u0301zeum.sk', 'jana@m\u00fazeum.sk'],
      ['jana@xn--mzeum-7ua.sk', 'jana@m\u00fazeum.sk'],
      ['JANA@M\u00daZEUM.SK', 'jana@m\u00fazeum.sk'],
      ['ivan@\u0434\u043e\u043c\u0435\u043d.\u0440\u0444', 'ivan@\u0434\u043e\u043c\u0435\u043d.\u0440\u0444'],
      ['ken@\u4f8b\u3048\u3002jp', 'ken@\u4f8b\u3048.jp'],
      ['ja\u200bna@exam\u00adple.com', 'jana@example.com'],
      ["o'brien+food@mail.example.co.uk", "o'brien+food@mail.example.co.uk"],
    ] as const) {
      expect(email.parse(typed), typed).to.equal(kept)
      expect(email.parse(kept), 'once more').to.equal(kept)
      expect(accountSignIn.input.parse({ login: typed, password: 'x' }).login, 'to sign in').to.equal(kept)
    }
  })

  it('are refused without a domain that can receive mail', () => {
    for (const wrong of [
      'jana',
      'jana@',
      '@example.com',
      'jana@example',
      'jana@1.2.3.4',
      'jana@[::1]',
      'jana@example.com.',
      'jana@exa mple.com',
      'jana@example.com/x',
      'jana@%65xample.com',
      'jana@-example.com',
      'jana@ex_ample.com',
      'jana@\u{1f600}.com',
      'jana..k@example.com',
      '.jana@example.com',
      'jana@kuchta@example.com',
      'j\u00e1na@example.com',
      `${'j'.repeat(65)}@example.com`,
      `jana@${'example.'.repeat(32)}com`,
    ])
      expect(email.safeParse(wrong).success, wrong).to.equal(false)
  })
})
