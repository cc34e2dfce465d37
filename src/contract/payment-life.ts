import type { PaymentStatus } from './shapes/payment.ts'

/** What moves a payment. */
export type PaymentCause = 'creation' | 'provider' | 'collection' | 'retry' | 'timeout' | 'cancellation' | 'refund'

const ends = ['provider', 'retry', 'timeout', 'cancellation'] as const

/**
 * The payment's life: from each status, to which, moved by what. Everything leads forward, so that news in any order ends in the same
 * state. The table `payment_transitions` holds the same; a test compares them.
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
  requires_capture: { succeeded: ['collection'], canceled: ['cancellation'] },
  succeeded: { refunded: ['refund'], partially_refunded: ['refund'] },
  partially_refunded: { refunded: ['refund'] },
  refunded: {},
}
