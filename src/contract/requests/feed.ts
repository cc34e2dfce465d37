import { z } from 'zod'
import { id, timestamp } from '../shapes/values.ts'
import { limit } from './fields.ts'
import { request } from './request.ts'

const feedEvent = z.object({
  event: z.string().describe('The name of the push, for example `order:status_changed`.'),
  seq: z.int().describe('Its position in the feed.'),
  at: timestamp.describe('When it happened.'),
  data: z.unknown().describe('What the push of this name carries as `data`.'),
})

export const feedReplay = request({
  event: 'feed:replay',
  summary: 'Returns the feed events after a position, in order.',
  input: z.strictObject({
    after: z.int().min(0).describe('Your position: the `seq` of the last event that you have.'),
    limit: limit(100, 500),
  }),
  data: z.object({
    events: z.array(feedEvent).describe('The events, the oldest first.'),
    epoch: id.describe('The history that the positions belong to.'),
    head: z.int().describe('The position of the newest event. Ask again until you have it.'),
    recovered: z.boolean().describe('False: `after` is ahead of the head or older than what is kept. Load a fresh state.'),
  }),
})
