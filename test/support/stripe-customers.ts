/** The part of the fake of Stripe that keeps cards: customers, their cards, and the sessions that show them in a form. */
import { randomBytes } from 'node:crypto'

export interface SavedCard {
  id: string
  object: 'payment_method'
  type: 'card'
  allow_redisplay: string
  card: { brand: string; last4: string; exp_month: number; exp_year: number }
}

interface Customer {
  metadata: Record<string, string>
  cards: SavedCard[]
}

interface Reply {
  status: number
  body: object
}

const id = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`
const missing: Reply = { status: 404, body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'missing' } } }

export const createCustomers = () => {
  const customers = new Map<string, Customer>()
  const sessions = new Map<string, string>()

  const ofCustomer = (method: string, name: string, action: string | undefined): Reply => {
    const customer = customers.get(name)
    if (!customer) return missing
    if (action === 'payment_methods') return { status: 200, body: { object: 'list', has_more: false, data: customer.cards } }
    if (method === 'DELETE') customers.delete(name)
    return { status: 200, body: { id: name, object: 'customer', deleted: method === 'DELETE' } }
  }

  const create = (metadata: Record<string, string>): Reply => {
    const name = id('cus')
    customers.set(name, { metadata, cards: [] })
    return { status: 200, body: { id: name, object: 'customer' } }
  }

  const openSession = (form: URLSearchParams): Reply => {
    const customer = form.get('customer') ?? ''
    if (!customers.has(customer)) return missing
    if (form.get('components[payment_element][features][payment_method_redisplay]') !== 'enabled') return missing
    const secret = id('cuss_secret')
    sessions.set(secret, customer)
    return { status: 200, body: { object: 'customer_session', client_secret: secret } }
  }

  return {
    customers,
    ofCustomer,
    create,
    openSession,
    /** The cards that a form may show. */
    shown: (secret: string) => customers.get(sessions.get(secret) ?? '')?.cards.filter((card) => card.allow_redisplay === 'always') ?? [],
    keep: (customer: string, number: string, allowRedisplay: string) =>
      customers.get(customer)?.cards.push({
        id: id('pm'),
        object: 'payment_method',
        type: 'card',
        allow_redisplay: allowRedisplay,
        card: { brand: 'visa', last4: number.slice(-4), exp_month: 12, exp_year: 2040 },
      }),
  }
}
