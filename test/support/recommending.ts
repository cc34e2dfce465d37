/** The scoring of docs/recommendations.md, over all orders at once: slow, and plain to see. */

export interface Past {
  accountId: string
  dishes: readonly string[]
}

/** Why a dish is recommended: with which dish it is ordered, or how often it was. */
export type Reason = { together: string } | { again: number } | { popular: number } | { new: true }

interface Scored {
  id: string
  score: number
  /** Every one that nothing outweighs: of equal ones any may be named. */
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
  const with_ = (...dishes: string[]) => past.filter((order) => dishes.every((dish) => order.dishes.includes(dish)))
  const own = (dish: string) => with_(dish).filter((order) => order.accountId === accountId).length
  const cosine = (a: string, b: string) => with_(a, b).length / Math.sqrt(with_(a).length * with_(b).length)

  const ordered = [...new Set(past.filter((order) => order.accountId === accountId).flatMap(({ dishes }) => dishes))]
  const liked = ordered.sort((a, b) => own(b) - own(a) || (a < b ? -1 : 1)).slice(0, knownDishes)

  const raw = candidates.map((id) => {
    const pulls = liked
      .filter((like) => like !== id && with_(id, like).length > 0)
      .map((like) => ({ like, pull: own(like) * cosine(like, id) }))
    const { sum, count } = ratings.get(id) ?? { sum: 0, count: 0 }
    return {
      id,
      pulls,
      pull: pulls.reduce((total, { pull }) => total + pull, 0),
      own: own(id),
      all: with_(id).length,
      rating: (sum + 20) / (5 * (count + 5)),
    }
  })
  const most = (of: (dish: (typeof raw)[number]) => number) => Math.max(...raw.map(of))
  const [mostPull, mostOwn, mostAll] = [most(({ pull }) => pull), most((dish) => dish.own), most(({ all }) => all)]

  return raw
    .map(({ id, pulls, pull, own: mine, all, rating }) => {
      const together = mostPull > 0 ? (0.5 * pull) / mostPull : 0
      const again = mostOwn > 0 ? (0.3 * mine) / mostOwn : 0
      const popular = (0.2 * rating * (all + 1)) / (mostAll + 1)
      const strongest = Math.max(together, again, popular)
      const pullOf = Math.max(...pulls.map((each) => each.pull))
      const reasons: Reason[] = [
        ...(together > 0 && equal(together, strongest)
          ? pulls.filter((each) => equal(each.pull, pullOf)).map(({ like }) => ({ together: like }))
          : []),
        ...(again > 0 && equal(again, strongest) ? [{ again: mine }] : []),
        ...(equal(popular, strongest) ? [all > 0 ? { popular: all } : ({ new: true } as const)] : []),
      ]
      return { id, score: together + again + popular, reasons }
    })
    .sort((a, b) => b.score - a.score)
}
