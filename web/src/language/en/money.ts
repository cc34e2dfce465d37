import type { DisputeStatus, RefundReason } from '#contract'

export const money = {
  money: {
    refunds: 'Refunds to send',
    refundsHint: 'The payment service could not return this money, or it came by bank transfer. Send it, then press Done.',
    noRefunds: 'No refunds to send.',
    ofOrder: (order: number) => `Order ${order}`,
    failed: 'The payment service could not return it',
    transfer: 'Return the transfer from your bank account',
    underWay: 'The payment service is returning it',
    reason: {
      order_ended: 'The order ended',
      paid_twice: 'Paid twice',
      not_owed: 'Not owed',
      made_elsewhere: 'Refunded at the payment service',
      refunded_by_shop: 'Refunded by a manager',
      order_amended: 'The order was changed',
    } satisfies Record<RefundReason, string>,
    done: 'Done',
    isDone: (amount: string, order: number) => `${amount} for order ${order} counts as returned.`,
    disputes: 'Disputes',
    disputesHint: 'A customer asked the bank for the money back. Answer in the dashboard of the payment service.',
    noDisputes: 'No disputes.',
    status: { open: 'Open', won: 'Won', lost: 'Lost' } satisfies Record<DisputeStatus, string>,
    unmatched: 'Transfers without an order',
    unmatchedHint: 'No payment has this reference. Report the transfer again with the right one, or return it.',
    noUnmatched: 'Every transfer has its order.',
    reference: 'Reference',
  },
}
