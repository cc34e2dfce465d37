/** A barrier: each of `count` has to reach it before any continues. */
export const createMeeting = (count: number) => {
  let arrived = 0
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return () => {
    arrived += 1
    if (arrived === count) open()
    return opened
  }
}
