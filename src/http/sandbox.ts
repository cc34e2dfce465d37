/** The page of the pretend bank, where the customer pays or lets the payment fail. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { moneyFormat, toMajorUnits } from '../contract/currency.ts'
import { AppError } from '../errors.ts'
import type { SandboxBooks, SandboxPayment } from '../payments/providers/sandbox-books.ts'
import { escapeHtml } from './escape-html.ts'
import { json } from './response.ts'
import type { HttpRequest, HttpResponse, Route } from './route.ts'

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 24rem; margin: 15vh auto 0; padding: 0 1rem; text-align: center }
  strong { display: block; font-size: 2.5rem; margin: 1rem }
  button { font: inherit; width: 100%; padding: .75rem; margin: .25rem 0; border-radius: .5rem; border: 1px solid; cursor: pointer }
  button[value=succeeded] { background: #146c2e; color: #fff; border-color: #146c2e }
  small { opacity: .75 }`
const styleHash = createHash('sha256').update(style).digest('base64')

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
}

const ended: Record<Exclude<SandboxPayment['status'], 'requires_action'>, string> = {
  succeeded: 'Paid. You can close this page.',
  failed: 'The payment failed. You can try again.',
  canceled: 'This payment was cancelled.',
}

const page = ({ reference, amount, currency, description, status }: SandboxPayment): HttpResponse => {
  const sum = moneyFormat('en', currency).format(toMajorUnits({ amount, currency }))
  const open = status === 'requires_action' || status === 'failed'
  const form = `<form method="post" action="/sandbox/payments/${escapeHtml(encodeURIComponent(reference))}/confirm">
<button name="outcome" value="succeeded">Pay</button><button name="outcome" value="failed">Let it fail</button></form>`
  return {
    status: 200,
    headers,
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Pretend bank</title><style>${style}</style><main><h1>Pretend bank</h1><p>${escapeHtml(description)}</p><strong>${escapeHtml(sum)}</strong>
${status === 'requires_action' ? '' : `<p role="status">${ended[status]}</p>`}${open ? form : ''}
<p><small>This is the sandbox: no money moves.</small></p></main></html>`,
  }
}

const confirmation = z.strictObject({
  outcome: z.enum(['succeeded', 'failed']),
  /** What the sandbox may keep of a card. */
  card: z
    .strictObject({
      brand: z.string().max(30),
      last4: z.string().regex(/^\d{4}$/),
      expires: z.strictObject({ month: z.int().min(1).max(12), year: z.int().min(2000).max(2100) }),
    })
    .optional(),
})

const readConfirmation = async ({ headers: { 'content-type': type }, body }: HttpRequest): Promise<z.output<typeof confirmation>> => {
  const text = (await body(1024)).toString('utf8')
  try {
    const value: unknown = type?.startsWith('application/x-www-form-urlencoded')
      ? Object.fromEntries(new URLSearchParams(text))
      : JSON.parse(text)
    return confirmation.parse(value)
  } catch {
    throw new AppError('invalid_argument', { message: "outcome: must be 'succeeded' or 'failed'." })
  }
}

export const sandboxRoutes = (books: SandboxBooks): Route[] => [
  {
    method: 'GET',
    path: '/sandbox/pay/:reference',
    handle: async ({ params }) => page(await books.find(params.reference ?? '')),
  },
  {
    method: 'GET',
    path: '/sandbox/payments/:reference',
    handle: async ({ params }) => {
      const { reference, status, customer, remembers } = await books.find(params.reference ?? '')
      // the page that shows the form has just asked for them
      const cards = customer === null ? [] : await books.cards(customer)
      return json(200, { reference, status, cards, remembers })
    },
  },
  {
    method: 'POST',
    path: '/sandbox/payments/:reference/confirm',
    handle: async (request) => {
      const { outcome, card } = await readConfirmation(request)
      const { reference, status } = await books.confirm(request.params.reference ?? '', outcome, card)
      if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return json(200, { reference, status })
      return { status: 303, headers: { location: `/sandbox/pay/${encodeURIComponent(reference)}` } }
    },
  },
]
