import type { Rule } from '#contract'

type FaultTexts = Partial<Record<Rule, (limit: number) => string>> & Record<'other', () => string>

/** What is wrong with a field, after its label. */
const texts: FaultTexts = {
  required: () => 'please fill it in.',
  too_short: (limit) => (limit <= 1 ? 'please fill it in.' : `at least ${limit} characters, please.`),
  too_long: (limit) => `at most ${limit} characters, please.`,
  email: () => 'please enter an address such as jana@example.com.',
  phone: () => 'please enter a number with its country code, such as +421 900 123 456.',
  visible: () => 'please fill it in.',
  taken: () => 'already in use.',
  overlaps: () => 'overlaps with other times of the same day.',
  common: () => 'too common. Please choose another one.',
  type: () => 'please fill it in.',
  format: () => 'not in the right form.',
  too_small: (limit) => `at least ${limit}, please.`,
  too_big: (limit) => `at most ${limit}, please.`,
  too_few: (limit) => (limit <= 1 ? 'please add one.' : `at least ${limit}, please.`),
  too_many: (limit) => `at most ${limit}, please.`,
  not_found: () => 'no longer in the shop.',
  decimals: () => 'too many decimals for the currency.',
  later_than_from: () => 'must not be before the first day.',
  time_zone: () => 'please choose a time zone from the list.',
  other: () => 'please check it.',
}

export const faults = { faults: texts }
