/** An authenticator app. */
import { TOTP } from 'otpauth'

const stepMs = 30_000

/** The code that the app shows for the secret, that many steps of half a minute from now. */
export const codeOf = (secret: string, steps = 0, now = Date.now()): string =>
  new TOTP({ secret }).generate({ timestamp: now + steps * stepMs })
