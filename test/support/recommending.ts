/** The scoring of docs/recommendations.md as a reference: slow and simple, over all orders at once. */

export interface Past {
  accountId: string
  dishes: readonly string[]
  /** 1 to 5 stars; absent where the customer has not rated the order. */
  rating?: number | undefined
}

/** Why a dish is recommended: the dish it is ordered with, or how often it was ordered. */
export type Reason = { together: string } | { again: number } | { popular: number } | { new: true }

interface Scored {
  id: string
  score: number
  /** All reasons of equal and highest weight: the gateway may name any of them. */
  reasons: Reason[]
}

const knownDishes = 10
const equal = (a: number, b: number) => Math.abs(a - b) < 1e-9

export const bestDishes = ({
  past,
  accountId,
  candidates,
  ratings,
}: {
  past: readonly Past[]
  accountId: string
  candidates: readonly string[]
  ratings: ReadonlyMap<string, { sum: number; count: number }>
}): Scored[] => {
  const ordersWith = (...dishes: string[]) => past.filter((order) => dishes.every((dish) => order.dishes.includes(dish)))
  const ownWith = (dish: string) => ordersWith(dish).filter((order) => order.accountId === accountId)
  const liking = (dish: string) => ownWith(dish).reduce((sum, { rating = 3 }) => sum + (rating - 1) / 2, 0)
  const cosine = (a: string, b: string) => ordersWith(a, b).length / Math.sqrt(ordersWith(a).length * ordersWith(b).length)

  const ordered = [...new Set(past.filter((order) => order.accountId === accountId).flatMap(({ dishes }) => dishes))]
  const liked = ordered
    .filter((dish) => liking(dish) > 0)
    .sort((a, b) => liking(b) - liking(a) || (a < b ? -1 : 1))
    .slice(0, knownDishes)
  const disappointed = (dish: string) => ownWith(dish).length > 0 && liking(dish) <= ownWith(dish).length / 2

  const raw = candidates
    .filter((id) => !disappointed(id))
    .map((id) => {
      const pulls = liked
        .filter((like) => like !== id && ordersWith(id, like).length > 0)
        .map((like) => ({ like, pull: liking(like) * cosine(like, id) }))
      const { sum, count } = ratings.get(id) ?? { sum: 0, count: 0 }
      return {
        id,
        pulls,
        pull: pulls.reduce((total, { pull }) => total + pull, 0),
        own: ownWith(id).length,
        liking: liking(id),
        all: ordersWith(id).length,
        rating: (sum + 20) / (5 * (count + 5)),
      }
    })
  const most = (of: (dish: (typeof raw)[number]) => number) => Math.max(...raw.map(of))
  const [mostPull, mostLiking, mostAll] = [most(({ pull }) => pull), most((dish) => dish.liking), most(({ all }) => all)]

  return raw
    .map(({ id, pulls, pull, own, liking: mine, all, rating }) => {
      const together = mostPull > 0 ? (0.5 * pull) / mostPull : 0
      const again = mostLiking > 0 ? (0.3 * mine) / mostLiking : 0
      const popular = (0.2 * rating * (all + 1)) / (mostAll + 1)
      const strongest = Math.max(together, again, popular)
      const pullOf = Math.max(...pulls.map((each) => each.pull))
      const reasons: Reason[] = [
        ...(together > 0 && equal(together, strongest)
          ? pulls.filter((each) => equal(each.pull, pullOf)).map(({ like }) => ({ together: like }))
          : []),
        ...(again > 0 && equal(again, strongest) ? [{ again: own }] : []),
        ...(equal(popular, strongest) ? [all > 0 ? { popular: all } : ({ new: true } as const)] : []),
      ]
      return { id, score: together + again + popular, reasons }
    })
    .sort((a, b) => b.score - a.score)
}
