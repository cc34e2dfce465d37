import type { OrderStatus } from '../words.ts'

/** The page that a tracking link opens, and sharing the link. */
export const track = {
  track: {
    title: 'Follow the order',
    status: {
      awaiting_payment: 'Waiting for payment',
      placed: 'The order is in',
      confirmed: 'The ingredients are being picked',
      in_preparation: 'We are preparing the order',
      ready_for_pickup: 'Ready, waiting for the courier',
      in_transit: 'On its way',
      delivered: 'Delivered',
      returned: 'Could not be delivered',
      cancelled: 'Cancelled',
      rejected: 'We could not prepare it',
      expired: 'Not paid in time',
    } satisfies Record<OrderStatus, string>,
    courier: 'The courier is on the way',
    ended: 'This link has ended',
    endedText: 'The order is no longer shared, or it arrived a while ago.',
    share: 'Share',
    shareText: (shop: string) => (shop === '' ? 'Follow my order' : `Follow my order from ${shop}`),
    copied: 'Link copied. Anyone who has it can follow this order until two hours after it arrives, without your name and address.',
    link: 'The link to your order',
    stop: 'Stop sharing',
    stopped: 'The links to this order no longer work.',
  },
}
