/** The texts of the mails, which each language has. What people wrote arrives isolated. */

export interface Said {
  subject: string
  title: string
  text: string
}

export interface Words {
  placed: (order: { number: string; shop: string; from: string; until: string }) => Said
  delivered: (order: { number: string; shop: string }) => Said
  rejected: (order: { number: string; shop: string }) => Said
  /** What the staff wrote to the customer. */
  rejectedBecause: (reason: string) => string
  refunded: (refund: { number: string; amount: string; shop: string }) => Said
  refundedBecause: (reason: string) => string
  followOrder: string
  showOrder: string
  note: (note: string) => string
  deliverTo: string
  pay: string
  receiptAttached: string

  verifyEmail: (account: { login: string; shop: string }) => Said
  verify: string
  resetPassword: (account: { login: string; shop: string }) => Said
  reset: string
  linkWorks: (minutes: number) => string
  ignore: string
  emailInUse: (account: { login: string; shop: string }) => Said
  passwordChanged: (account: { shop: string; at: string }) => Said
  emailChanged: (account: { shop: string; at: string }) => Said
  newSignIn: (account: { shop: string; at: string; device: string }) => Said
  unknownDevice: string
  notYou: string
  notYourAddress: string
  openShop: string

  becauseOfOrder: (page: string) => string
  becauseOfAccount: (shop: string) => string
  becauseOfAddress: (shop: string) => string
}
