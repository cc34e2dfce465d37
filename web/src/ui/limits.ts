/** What the contract accepts, for forms to say before the gateway does. A test compares each with its schema. */
export const limits = {
  quantity: 50,
  stars: 5,
  scheduleDays: 14,
  /** In which a step of the staff can be undone. */
  undoSeconds: 20,
  /** Characters. */
  name: 100,
  sellerName: 200,
  label: 50,
  address: 300,
  note: 500,
  promotionCode: 60,
  ratingComment: 2000,
  reason: 300,
  pauseReason: 200,
  search: 254,
  ingredient: 100,
  /** Of an ingredient. */
  units: 1_000_000_000,
  broadcastTitle: 100,
  broadcastBody: 1000,
  /** Bytes. */
  picture: 8 * 1024 * 1024,
  password: { min: 8, max: 128 },
} as const

/**
 * Of the attribute `pattern`. A login may be written in upper case; the gateway folds it. The gateway knows the telephone numbers of each
 * country: the pages only see that there are digits.
 */
export const patterns = {
  login: '[A-Za-z0-9][A-Za-z0-9._\\-]{2,31}',
  phone: '(?:[^\\p{Nd}]*\\p{Nd}){5,30}[^\\p{Nd}]*',
} as const
