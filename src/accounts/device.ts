const browsers = [
  [/\bEdg/, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const systems = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
] as const

/**
 * The browser and the system as people call them, from a `User-Agent`; undefined: neither is known. Nothing else of it is shown: who signs
 * in writes it, and the owner reads it.
 */
export const deviceName = (userAgent = ''): string | undefined =>
  [browsers, systems].flatMap((names) => names.find(([pattern]) => pattern.test(userAgent))?.[1] ?? []).join(', ') || undefined
