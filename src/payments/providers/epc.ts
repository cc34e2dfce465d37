/** The text of a SEPA credit transfer's QR code: EPC069-12, version 002. */
import type { Money } from '../../contract/index.ts'

export interface Payee {
  name: string
  iban: string
  bic?: string | undefined
}

const maxBytes = 331
const toDigits = (text: string) => text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))

/** A creditor reference by ISO 11649: RF, two check digits (ISO 7064, mod 97-10), and up to 21 letters and digits. */
export const creditorReference = (text: string): string => {
  const check = 98n - (BigInt(toDigits(`${text}RF00`)) % 97n)
  return `RF${String(check).padStart(2, '0')}${text}`
}

const characterSet = { utf8: '1' }

/**
 * The payload's lines. `reference` is the structured remittance, a creditor reference; the unstructured remittance stays empty.
 * The amount must be in euros.
 */
export const epcPayload = (payee: Payee, amount: Money, reference: string): string => {
  if (amount.currency !== 'EUR') throw new Error('a SEPA credit transfer is in euros')
  const euros = `EUR${Math.floor(amount.amount / 100)}.${String(amount.amount % 100).padStart(2, '0')}`
  const purpose = ''
  const lines = ['BCD', '002', characterSet.utf8, 'SCT', payee.bic ?? '', payee.name, payee.iban, euros, purpose, reference]
  const payload = lines.join('\n')
  if (Buffer.byteLength(payload) > maxBytes) throw new Error(`the payload of the QR code has more than ${maxBytes} bytes`)
  return payload
}
