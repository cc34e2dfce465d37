/** Answers come in another order than they were asked for: one that was overtaken shows what was before, and is dropped. */
export class Newest {
  #asked = 0
  #shown = 0

  /** Call it when you ask. The returned function says, once, whether the answer may be shown. */
  ask(): () => boolean {
    this.#asked += 1
    const mine = this.#asked
    return () => {
      if (mine <= this.#shown) return false
      this.#shown = mine
      return true
    }
  }

  /** No answer to what was asked until now may be shown. */
  drop(): void {
    this.#shown = this.#asked
  }
}
