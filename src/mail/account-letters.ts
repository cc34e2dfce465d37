/**
 * The mails about an account. None shows the name of the person: an address that is not verified may be a stranger's, who would read what
 * another person has typed as a name.
 */
import { z } from 'zod'
import { deviceName } from '../accounts/device.ts'
import { timestamp } from '../contract/shapes/values.ts'
import type { About } from './about.ts'
import type { Block, Letter } from './letter.ts'
import type { Said } from './words.ts'

/** How long a link works: `issue_token` in SQL says the same. */
const linkMinutes = 30

const text = (...sentences: string[]): Block => ({ kind: 'text', text: sentences.join(' ') })

const letter = ({ subject, title, text: first }: Said, blocks: Block[], footer: string): Letter => ({
  subject,
  title,
  blocks: [text(first), ...blocks],
  footer: [footer],
})

const login = z.string()

/** The data of the mails with a link, whose token is made when the mail is sent. */
export const linkData = z.strictObject({ linkId: z.uuid(), login })

interface Link {
  token: string
  login: string
}

export const linkLetters = {
  verify_email: ({ token, login }: Link, { say, shop, page }: About): Letter =>
    letter(
      say.verifyEmail({ login, shop }),
      [{ kind: 'button', label: say.verify, url: page(`verify-email/${token}`) }, text(say.linkWorks(linkMinutes), say.ignore)],
      say.becauseOfAddress(shop),
    ),
  reset_password: ({ token, login }: Link, { say, shop, page }: About): Letter =>
    letter(
      say.resetPassword({ login, shop }),
      [{ kind: 'button', label: say.reset, url: page(`reset-password/${token}`) }, text(say.linkWorks(linkMinutes), say.ignore)],
      say.becauseOfAccount(shop),
    ),
} as const

interface Event {
  at: string
}

/** The data of the other mails about an account, by template. */
export const eventData = {
  email_in_use: z.strictObject({ login }),
  password_changed: z.strictObject({}),
  email_changed: z.strictObject({}),
  new_sign_in: z.strictObject({ userAgent: z.string().optional(), at: timestamp }),
}

const warned = (said: Said, { say, shop, page }: About, advice = say.notYou): Letter =>
  letter(said, [text(advice), { kind: 'button', label: say.openShop, url: page('sign-in') }], say.becauseOfAccount(shop))

export const eventLetters = {
  email_in_use: ({ login }: { login: string }, { say, shop, page }: About): Letter =>
    letter(
      say.emailInUse({ login, shop }),
      [{ kind: 'button', label: say.openShop, url: page('sign-in') }, text(say.ignore)],
      say.becauseOfAddress(shop),
    ),
  password_changed: ({ at }: Event, about: About): Letter =>
    warned(about.say.passwordChanged({ shop: about.shop, at: about.format.moment(at) }), about),
  email_changed: ({ at }: Event, about: About): Letter => {
    const { say, shop, format } = about
    return warned(say.emailChanged({ shop, at: format.moment(at) }), about, say.notYourAddress)
  },
  new_sign_in: ({ at, userAgent }: Event & { userAgent?: string | undefined }, about: About): Letter => {
    const { say, shop, format } = about
    return warned(say.newSignIn({ shop, at: format.moment(at), device: deviceName(userAgent) ?? say.unknownDevice }), about)
  },
} as const
