const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
const groups = 3
const groupLength = 5

/** For example `h3kq7-m2axt-c6vnd`: 74 random bits, without letters that look alike. */
export const suggestPassword = (): string => {
  const pick = () => {
    // numbers above the largest multiple would make some letters more likely
    for (;;) {
      const [random = 255] = crypto.getRandomValues(new Uint8Array(1))
      if (random < 256 - (256 % letters.length)) return letters[random % letters.length] ?? ''
    }
  }
  return Array.from({ length: groups }, () => Array.from({ length: groupLength }, pick).join('')).join('-')
}
