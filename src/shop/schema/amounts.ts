import { minorUnitDigits } from '../../contract/currency.ts'

/** '8.50' euros are 850 cents. Undefined where the currency has no such fraction, or the text is no amount. */
export const amountOf = (text: string, currency: string): number | undefined => {
  const digits = minorUnitDigits(currency)
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+?)0*)?$/.exec(text) ?? []
  const significant = fraction === '0' ? '' : fraction
  if (whole === '' || significant.length > digits) return undefined
  const minor = Number(whole + significant.padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? minor : undefined
}

/** 850 cents are '8.50' euros. */
export const decimalOf = (minor: number, currency: string): string => {
  const digits = minorUnitDigits(currency)
  if (digits === 0) return String(minor)
  const padded = String(minor).padStart(digits + 1, '0')
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}
