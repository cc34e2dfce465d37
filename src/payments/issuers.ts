/** The beginnings and lengths of the card numbers that networks issue (ISO/IEC 7812). */
const issued = [
  // Visa. Its numbers of 13 digits were withdrawn; German mobile numbers look like them
  '4(?:\\d{15}|\\d{18})',
  '5[1-5]\\d{14}', // Mastercard
  '2(?:22[1-9]|2[3-9]\\d|[3-6]\\d\\d|7[01]\\d|720)\\d{12}', // Mastercard
  '220[0-4]\\d{12,15}', // Mir
  '3[47]\\d{13}', // American Express
  '3(?:0[0-5]|[689]\\d)\\d{11,16}', // Diners Club
  '35(?:2[89]|[3-8]\\d)\\d{12,15}', // JCB
  '8[12]\\d{14}', // RuPay
  '(?:8600|9792|9860)\\d{12}', // Uzcard, Troy, Humo
  '(?:50|5[6-8]|6\\d)\\d{11,17}', // Maestro, Discover, UnionPay, RuPay
]

const pattern = new RegExp(`^(?:${issued.join('|')})$`)

/** Whether a network issues numbers of this length that begin like this. Takes ASCII digits. */
export const isIssued = (digits: string): boolean => pattern.test(digits)
