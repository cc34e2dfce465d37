import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { readStatistics } from '../../statistics/read.ts'
import { forCaller } from '../kinds/handler.ts'

type Report = z.input<typeof contract.promiseReport.data>

export const promiseReport = forCaller(contract.promiseReport, ({ input: { from, to }, database }) =>
  readStatistics<Report>(database, 'select promise_report($1, $2) as result', [from, to]),
)
