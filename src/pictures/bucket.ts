/** Keeps pictures in a bucket with the protocol of Amazon S3. */
import { AwsClient } from 'aws4fetch'
import type { PictureFiles } from './files.ts'

export interface Bucket {
  /** s3://bucket, perhaps with a prefix: s3://bucket/shop */
  url: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** Without a slash at its end. Absent: that of Amazon. */
  endpoint?: string | undefined
}

const timeoutMs = 10_000

/** Other services than Amazon's do not all know the bucket by its host. */
const folderOf = ({ url, region, endpoint }: Bucket): string => {
  const { host: bucket, pathname } = new URL(url)
  const root = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`
  return `${root}${pathname.replace(/\/+$/, '')}/`
}

export const picturesInBucket = (bucket: Bucket): PictureFiles => {
  const { region, accessKeyId, secretAccessKey } = bucket
  const folder = folderOf(bucket)
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 2 })

  /** Undefined for 404. The body of every other answer than a success is in the error, because it says what is wrong. */
  const send = async (name: string, init: RequestInit): Promise<Buffer | undefined> => {
    const answer = await client.fetch(folder + name, { ...init, signal: AbortSignal.timeout(timeoutMs) })
    const body = Buffer.from(await answer.arrayBuffer())
    if (answer.ok) return body
    if (answer.status === 404 && init.method !== 'PUT') return undefined
    throw new Error(`the bucket of the pictures answered ${answer.status} to ${init.method}: ${body.toString().slice(0, 300)}`)
  }

  return {
    write: async (name, bytes) => {
      await send(name, { method: 'PUT', body: new Uint8Array(bytes), headers: { 'content-type': 'image/webp' } })
    },
    read: (name) => send(name, { method: 'GET' }),
    remove: async (name) => {
      await send(name, { method: 'DELETE' })
    },
  }
}
