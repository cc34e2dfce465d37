import { z } from 'zod'

/** At most so many cards of a customer are listed. */
export const maxSavedCards = 10

export const savedCard = z
  .object({
    brand: z.string().describe("The payment service's name of the brand, such as `visa`."),
    last4: z.string().describe('The last four digits.'),
    expires: z
      .object({ month: z.int().describe('1 to 12.'), year: z.int().describe('With four digits.') })
      .describe('The last month in which it can be used.'),
  })
  .describe('A card that the payment service keeps for the customer.')
export type SavedCard = z.infer<typeof savedCard>
