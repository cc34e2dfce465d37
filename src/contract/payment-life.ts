import type { PaymentStatus } from './shapes/payment.ts'

/** What changes the status of a payment. */
export type PaymentCause = 'creation' | 'provider' | 'collection' | 'retry' | 'timeout' | 'cancellation' | 'refund'

const ends = ['provider', 'retry', 'timeout', 'cancellation'] as const

/**
 * The steps of a payment: from each status to the next, and what causes the step. Until it is paid every step leads forward; after that its status
 * follows from its refunds, of which each only moves forward. So events that arrive out of order end in the same status. A test compares it with the table `payment_transitions`.
 */
export const paymentTransitions: Readonly<Record<PaymentStatus, Partial<Record<PaymentStatus, readonly PaymentCause[]>>>> = {
  requires_payment_method: {
    requires_action: ['creation'],
    processing: ['provider'],
    failed: ['provider'],
    succeeded: ['provider'],
    canceled: ends,
  },
  requires_action: { processing: ['provider'], failed: ['provider'], succeeded: ['provider'], canceled: ends },
  processing: { failed: ['provider'], succeeded: ['provider'], canceled: ends },
  failed: { succeeded: ['provider'], canceled: ends },
  canceled: { succeeded: ['provider'] },
  requires_capture: { succeeded: ['collection'], canceled: ['cancellation', 'refund'] },
  succeeded: { refunded: ['refund'], partially_refunded: ['refund'] },
  partially_refunded: { refunded: ['refund'], succeeded: ['refund'] },
  refunded: { partially_refunded: ['refund'], succeeded: ['refund'] },
}
