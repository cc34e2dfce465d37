/** The codes of authenticator apps (RFC 6238), and recovery codes. */
import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import QRCode from 'qrcode'

const periodSeconds = 30
const digits = 6
/** RFC 4226 recommends 160 bits. */
const secretBytes = 20
/** A code is accepted one step before and after its time: clocks differ, and typing takes a while. */
const window = 1

const recoveryCodeCount = 10
const recoveryCodeBytes = 10

export const newSecret = (): Buffer => randomBytes(secretBytes)

const asSecret = (secret: Buffer) => new Secret({ buffer: new Uint8Array(secret).buffer })

/** The secret as people type it into an app, and as the `otpauth:` URL that apps open or scan. */
export const describeSecret = async (secret: Buffer, { issuer, label }: { issuer: string; label: string }) => {
  const totp = new TOTP({ issuer, label, secret: asSecret(secret), digits, period: periodSeconds })
  const url = totp.toString()
  return { secret: totp.secret.base32, url, svg: await QRCode.toString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 }) }
}

/** Whether it may be a code of an app; otherwise it may be a recovery code. */
export const isOfApp = (code: string): boolean => code.length === digits && /^\d+$/.test(code)

/** The number of the time step whose code it is. Undefined: the code is wrong. */
export const stepOf = (secret: Buffer, code: string, atMs = Date.now()): number | undefined => {
  if (!isOfApp(code)) return undefined
  const delta = new TOTP({ secret: asSecret(secret), digits, period: periodSeconds }).validate({ token: code, timestamp: atMs, window })
  return delta === null ? undefined : Math.floor(atMs / 1000 / periodSeconds) + delta
}

/** For example `h3kq-7m2a-x5tc-r6vn`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodeCount }, () => {
    const { base32 } = new Secret({ buffer: new Uint8Array(randomBytes(recoveryCodeBytes)).buffer })
    return base32.toLowerCase().replace(/(.{4})(?=.)/g, '$1-')
  })

/** What is stored of a recovery code, however its blanks and hyphens are typed. */
export const hashRecoveryCode = (accountId: string, code: string): Buffer =>
  createHash('sha256')
    .update(`${accountId} ${code.replaceAll('-', '')}`)
    .digest()
