/** Digits of any script. Unicode has the digits of a script in a row, from 0 to 9. */
const digitValue = (digit: string): number => {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1
  return (code - first) % 10
}

/** The text with the digits of ASCII instead of those of other scripts. */
export const toAsciiDigits = (text: string): string => text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit)))
