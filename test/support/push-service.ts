/** A push service (RFC 8030), and the browsers that it serves. It checks what a real one and a real browser check: signature and encryption. */
import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, randomUUID, verify } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const shown = z.object({
  title: z.string(),
  body: z.string(),
  lang: z.string(),
  tag: z.string(),
  at: z.number(),
  url: z.string(),
  stays: z.boolean(),
})

export interface Received extends z.infer<typeof shown> {
  ttl: number
  urgency: string
  topic: string
}

export interface FakeBrowser {
  /** What `push:subscribe` takes. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
  received: Received[]
  /** How the service answers from now on. */
  answerWith(status: number): void
  /** Requests that were answered. */
  asked(): number
}

interface Kept extends FakeBrowser {
  keys: ECDH
  auth: Buffer
  status: number
  count: number
}

const jwtClaims = z.object({ aud: z.string(), exp: z.number(), sub: z.string().regex(/^(mailto:|https:)/) })

/** RFC 8292: throws unless the request is signed with the key, for this service, and for less than a day. */
const checkSignature = (authorization: string, { origin, publicKey }: { origin: string; publicKey: string }) => {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? []
  if (key !== publicKey) throw new Error(`signed with another key: ${authorization}`)
  const [header = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const verifier = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: `${x}`, y: `${y}` }, format: 'jwk' })
  const signed = Buffer.from(`${header}.${claims}`)
  const isGenuine = verify('sha256', signed, { key: verifier, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  const { aud, exp } = jwtClaims.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()))
  const seconds = exp - Date.now() / 1000
  if (!isGenuine || aud !== origin || seconds <= 0 || seconds > 24 * 3600) throw new Error(`not a valid signature: ${aud}, ${seconds} s`)
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number) => Buffer.from(hkdfSync('sha256', secret, salt, info, length))

/** RFC 8291 with the content coding of RFC 8188: one record, sealed for the browser. Throws if it is not. */
const decrypt = (body: Buffer, { keys, auth }: Kept): unknown => {
  const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)]
  const sender = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender])
  const secret = derive(keys.computeSecret(sender), auth, info, 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const opened = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  const end = opened.lastIndexOf(2)
  if (body.length > 4096 || opened.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('too long, or wrongly padded')
  return JSON.parse(opened.subarray(0, end).toString())
}

const readBody = async (request: IncomingMessage) => Buffer.concat(await request.toArray())

export const startPushService = async (publicKey: string) => {
  const browsers = new Map<string, Kept>()
  /** What no real service would have taken. */
  const faults: unknown[] = []
  let origin = ''
  let misled = 0
  const take = async (request: IncomingMessage): Promise<number> => {
    const browser = browsers.get(request.url ?? '')
    const body = await readBody(request)
    if (request.url === '/elsewhere') misled += 1
    if (!browser) return 404
    browser.count += 1
    const { ttl, urgency, topic, authorization = '', 'content-encoding': coding } = request.headers
    checkSignature(authorization, { origin, publicKey })
    if (coding !== 'aes128gcm' || !/^[\w-]{1,32}$/.test(`${topic}`)) throw new Error(`${coding}, ${topic}`)
    const opened = shown.parse(decrypt(body, browser))
    if (browser.status === 201) browser.received.push({ ...opened, ttl: Number(ttl), urgency: `${urgency}`, topic: `${topic}` })
    return browser.status
  }
  const server = createServer((request, response) => {
    take(request).then(
      (status) => void response.writeHead(status, status === 307 ? { location: `${origin}/elsewhere` } : {}).end(),
      (fault: unknown) => {
        faults.push(fault)
        response.writeHead(400).end()
      },
    )
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const newBrowser = (): FakeBrowser => {
    const keys = createECDH('prime256v1')
    keys.generateKeys()
    const auth = randomBytes(16)
    const path = `/send/${randomUUID()}`
    const kept: Kept = {
      keys,
      auth,
      status: 201,
      count: 0,
      received: [],
      subscription: { endpoint: origin + path, keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') } },
      answerWith: (status) => {
        kept.status = status
      },
      asked: () => kept.count,
    }
    browsers.set(path, kept)
    return kept
  }
  /** How many requests followed a redirect. */
  return { origin, newBrowser, faults, misled: () => misled, stop: () => void server.close() }
}
