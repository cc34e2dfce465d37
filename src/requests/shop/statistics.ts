import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { readStatistics } from '../../statistics/read.ts'
import { forCaller } from '../kinds/handler.ts'

type Figures = z.input<typeof contract.shopStatistics.data>

/** The figures of a day, or of another range. */
export const shopStatistics = forCaller(contract.shopStatistics, ({ input: { from, to, timeZone }, database }) =>
  readStatistics<Figures>(database, 'select shop_statistics($1, $2, $3) as result', [from, to, timeZone]),
)
