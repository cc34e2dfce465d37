import type { Words } from './words.ts'

export const english: Words = {
  placed: ({ number, shop, from, until }) => ({
    subject: `Your order ${number} at ${shop}`,
    title: 'Thank you, we have your order',
    text: `Order ${number} should arrive between ${from} and ${until}.`,
  }),
  delivered: ({ number, shop }) => ({
    subject: `Your receipt for order ${number} at ${shop}`,
    title: 'Your order has arrived',
    text: `Thank you for ordering from ${shop}. This is what you paid for order ${number}.`,
  }),
  rejected: ({ number, shop }) => ({
    subject: `${shop} cannot make your order ${number}`,
    title: `We cannot make order ${number}`,
    text: 'We are sorry. If you have already paid, we will refund you.',
  }),
  rejectedBecause: (reason) => `What the shop says: ${reason}`,
  refunded: ({ number, amount, shop }) => ({
    subject: `${amount} for order ${number} at ${shop} is refunded`,
    title: `We have refunded ${amount}`,
    text: `The money for order ${number} is on its way back to you. It may take your bank a few days to show it.`,
  }),
  refundedBecause: (reason) => `Reason: ${reason}`,
  followOrder: 'Follow your order',
  showOrder: 'Show the order',
  note: (note) => `Note: ${note}`,
  deliverTo: 'Delivery to',
  pay: 'Payment',
  receiptAttached: 'The receipt is attached as a PDF.',

  verifyEmail: ({ login, shop }) => ({
    subject: `Confirm your email address for ${shop}`,
    title: 'Is this your email address?',
    text: `Confirm it for the account ${login} at ${shop}. Then we can send you receipts, and help you if you forget your password.`,
  }),
  verify: 'Confirm the address',
  resetPassword: ({ login, shop }) => ({
    subject: `Set a new password for ${shop}`,
    title: 'Set a new password',
    text: `You asked for a new password for the account ${login} at ${shop}.`,
  }),
  reset: 'Set a new password',
  linkWorks: (minutes) => `The link works once, for ${minutes} minutes.`,
  ignore: 'You did not ask for this? Then you do not have to do anything.',
  emailInUse: ({ login, shop }) => ({
    subject: `You already have an account at ${shop}`,
    title: 'You already have an account',
    text: `Your address was entered for another account at ${shop}. Your own account is ${login}. Sign in with it, or set a new password if you have forgotten yours.`,
  }),
  passwordChanged: ({ shop, at }) => ({
    subject: `Your password for ${shop} was changed`,
    title: 'Your password was changed',
    text: `The password of your account at ${shop} was changed (${at}). All other devices are signed out.`,
  }),
  emailChanged: ({ shop, at }) => ({
    subject: `Your email address at ${shop} was changed`,
    title: 'Your email address was changed',
    text: `Your account at ${shop} has another email address (since ${at}). This was the old one, and we send nothing more to it.`,
  }),
  newSignIn: ({ shop, at, device }) => ({
    subject: `New sign-in to your account at ${shop}`,
    title: 'New sign-in',
    text: `Your account at ${shop} was opened on a new device (${at}). Device: ${device}.`,
  }),
  unknownDevice: 'unknown',
  notYou: 'Was it not you? Set a new password now. That ends every session of your account.',
  notYourAddress: 'Was it not you? Sign in, change your password and put your address back.',
  openShop: 'Open the shop',

  becauseOfOrder: (page) => `You get this mail because you chose mails about your orders. Change that on your account page: ${page}`,
  becauseOfAccount: (shop) => `You get this mail because it is about the security of your account at ${shop}.`,
  becauseOfAddress: (shop) => `You get this mail because your address was entered at ${shop}.`,
}
