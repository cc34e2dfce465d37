import type { Database } from '../../database/database.ts'
import { signature } from './signed-webhook.ts'

const atOnce = 20
const answerWithinMs = 10_000
/** Retries like a real service: for three days, at growing intervals. */
const maxAttempts = 100

const claimSql = `
  with due as (select id from sandbox.webhooks where due_at <= now() order by id limit ${atOnce} for update skip locked)
  update sandbox.webhooks w set due_at = now() + least(interval '1 hour', interval '1 second' * 2 ^ least(w.attempts, 20)), attempts = w.attempts + 1
  from due where w.id = due.id returning w.id, w.body, w.attempts`

/** Sends the signed webhooks of the sandbox to `url()` until each is answered with a 2xx. */
export const createWebhookDelivery = ({ database, url, secret }: { database: Database; url: () => string; secret: string }) => {
  const send = async ({ id, body, attempts }: { id: string; body: string; attempts: number }) => {
    const headers = { 'content-type': 'application/json', 'payment-signature': signature(secret, body) }
    const taken = await fetch(url(), { method: 'POST', headers, body, signal: AbortSignal.timeout(answerWithinMs) }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (taken || attempts >= maxAttempts) await database.query('delete from sandbox.webhooks where id = $1', [id])
  }
  return async (): Promise<void> => {
    const due = await database.query<{ id: string; body: string; attempts: number }>(claimSql)
    await Promise.all(due.map(send))
  }
}
