/** A bucket on this machine. It checks each signature by the published rules of AWS Signature Version 4, without the library of the gateway. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface TestBucket {
  endpoint: string
  accessKeyId: string
  secretAccessKey: string
  region: string
  /** By path: /bucket/folder/name. */
  objects: Map<string, Buffer>
  /** What it refused, and why. */
  refusals: string[]
  /** The next requests are answered with these. */
  failNext: number[]
  stop(): Promise<void>
}

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'eu-central-1' }

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Why the signature is not valid; undefined if it is. */
const faultOf = ({ method = '', url = '', headers }: IncomingMessage, body: Buffer): string | undefined => {
  const [, key, day = '', region = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? []
  const time = String(headers['x-amz-date'] ?? '')
  const content = String(headers['x-amz-content-sha256'] ?? '')
  if (key !== keys.accessKeyId || region !== keys.region) return 'unknown credentials'
  if (!signed.split(';').includes('host') || !signed.split(';').includes('x-amz-date')) return 'not everything is signed'
  if (!time.startsWith(day) || !/^\d{8}T\d{6}Z$/.test(time)) return 'another day'
  if (content !== 'UNSIGNED-PAYLOAD' && content !== sha256(body)) return 'another body'
  const [path = '', query = ''] = url.split('?')
  const fields = signed.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`)
  const canonical = [method, path, query, fields.join(''), signed, content].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', time, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n')
  const signingKey = hmac(hmac(hmac(hmac(`AWS4${keys.secretAccessKey}`, day), region), 's3'), 'aws4_request')
  return timingSafeEqual(hmac(signingKey, toSign), Buffer.from(signature, 'hex')) ? undefined : 'another signature'
}

export const startBucket = async (): Promise<TestBucket> => {
  const objects = new Map<string, Buffer>()
  const refusals: string[] = []
  const failNext: number[] = []
  const answer = (request: IncomingMessage, body: Buffer): [status: number, body?: Buffer] => {
    const failure = failNext.shift()
    if (failure !== undefined) return [failure]
    const fault = faultOf(request, body)
    if (fault !== undefined) {
      refusals.push(`${request.method} ${request.url}: ${fault}`)
      return [403, Buffer.from('<Error><Code>SignatureDoesNotMatch</Code></Error>')]
    }
    const path = request.url ?? ''
    const found = objects.get(path)
    if (request.method === 'PUT') objects.set(path, body)
    else if (request.method === 'DELETE') objects.delete(path)
    else if (found) return [200, found]
    else return [404]
    return [request.method === 'DELETE' ? 204 : 200]
  }
  const server = createServer(async (request, response) => {
    const [status, body = Buffer.alloc(0)] = answer(request, await buffer(request))
    response.writeHead(status).end(body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const { port } = address as AddressInfo
  return {
    ...keys,
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    refusals,
    failNext,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
      }),
  }
}
