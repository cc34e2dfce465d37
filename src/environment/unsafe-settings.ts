/** What the environment may not say, because money or access would be free. Read as it was given, so that no other fault hides these. */
export type Environment = Readonly<Record<string, string | undefined>>

const isTestKey = (key: string | undefined): boolean => key !== undefined && /^[spr]k_test_/.test(key)
const isLiveKey = (key: string | undefined): boolean => key !== undefined && /^[spr]k_live_/.test(key)

/** A page of another machine, without TLS. Pages of apps come from `localhost`. */
const isUnencrypted = (url = '') => /^\s*http:\/\/(?!(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\s*(\/|$))/i.test(url)

const stripeKeys = ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY'] as const

const refusedInProduction: readonly { setting: string; isSet: (given: Environment) => boolean; because: string }[] = [
  { setting: 'DEMO=1', isSet: ({ DEMO }) => DEMO === '1', because: 'the passwords of the demo accounts are public' },
  {
    setting: 'AUTOPILOT=1',
    isSet: ({ AUTOPILOT }) => AUTOPILOT === '1',
    because: 'it creates the demo accounts, whose passwords are public, and moves real orders',
  },
  { setting: 'RATE_LIMITS=off', isSet: ({ RATE_LIMITS }) => RATE_LIMITS === 'off', because: 'it is for load tests' },
  {
    setting: 'PAYMENT_PROVIDER=sandbox',
    isSet: ({ PAYMENT_PROVIDER }) => PAYMENT_PROVIDER === 'sandbox',
    because: 'its money is not real. Set stripe, or none for a store that takes no cards',
  },
  {
    setting: 'STRIPE_API_BASE with http:',
    isSet: ({ STRIPE_API_BASE }) => /^http:/i.test(STRIPE_API_BASE ?? ''),
    because: 'it sends the secret key unencrypted',
  },
  {
    setting: 'PUSH_SERVICES with http:',
    isSet: ({ PUSH_SERVICES }) => /(^|,)\s*http:/i.test(PUSH_SERVICES ?? ''),
    because: 'it sends the addresses of browsers unencrypted',
  },
  {
    setting: 'PUBLIC_URL with http:',
    isSet: ({ PUBLIC_URL }) => isUnencrypted(PUBLIC_URL),
    because: 'links to set a password and to follow an order would travel unencrypted',
  },
  {
    setting: 'ALLOWED_ORIGINS with http:',
    isSet: ({ ALLOWED_ORIGINS }) => ALLOWED_ORIGINS?.split(',').some(isUnencrypted) === true,
    because: 'a page that travels unencrypted can be changed on its way, and has the tokens of customers',
  },
  ...stripeKeys.map((name) => ({
    setting: `${name} with a test key`,
    isSet: (given: Environment) => isTestKey(given[name]),
    because: 'its money is not real',
  })),
]

/** One line for each setting that `NODE_ENV=production` refuses, and for Stripe keys that do not belong together in any environment. */
export const unsafeSettings = (given: Environment): string[] => {
  const isProduction = given.NODE_ENV === 'production'
  const refused = refusedInProduction.filter(({ isSet }) => isProduction && isSet(given))
  const keys = stripeKeys.map((name) => given[name])
  const isMixed = keys.some(isTestKey) && keys.some(isLiveKey)
  return [
    ...refused.map(({ setting, because }) => `${setting} is refused with NODE_ENV=production: ${because}`),
    ...(isMixed ? [`${stripeKeys.join(' and ')}: one is a test key, the other a live key`] : []),
  ]
}
