/** The Nil UUID of RFC 9562: no id is lower. */
export const nilUuid = '00000000-0000-0000-0000-000000000000'

/** The Max UUID of RFC 9562: no id is higher. */
export const maxUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
