/** The keys with which the gateway identifies itself to the push services (VAPID, RFC 8292). */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config.ts'

export interface VapidKeys {
  publicKey: string
  privateKey: string
  /** Whom the operators of a push service can ask: a `mailto:` or an `https:` URL. */
  subject: string
}

const stored = z.object({ publicKey: z.string(), privateKey: z.string() })

/** Several processes may start at the same time: the file appears complete, and the first one stays. */
const keepKeys = async (folder: string) => {
  const { default: webPush } = await import('web-push')
  const path = join(folder, 'vapid.json')
  const draft = `${path}.${process.pid}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(draft, JSON.stringify(webPush.generateVAPIDKeys()), { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  return stored.parse(JSON.parse(readFileSync(path, 'utf8')))
}

type Where = Pick<Config, 'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY' | 'VAPID_SUBJECT' | 'DATABASE_URL' | 'DATA_DIR' | 'PUBLIC_URL'>

/** Services refuse `localhost`, and some a subject that is no real address. */
const subjectOf = ({ VAPID_SUBJECT, PUBLIC_URL }: Where) =>
  VAPID_SUBJECT ?? (PUBLIC_URL?.startsWith('https:') ? PUBLIC_URL : 'mailto:push@example.com')

/**
 * The configured keys. Without them, a gateway that has its embedded database makes keys once and keeps them beside it; any other gateway
 * has none and sends no pushes, because its nodes must have the same keys.
 */
export const vapidKeys = async (config: Where): Promise<VapidKeys | undefined> => {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = config
  const subject = subjectOf(config)
  if (publicKey !== undefined && privateKey !== undefined) return { publicKey, privateKey, subject }
  return config.DATABASE_URL === undefined ? { ...(await keepKeys(config.DATA_DIR)), subject } : undefined
}
