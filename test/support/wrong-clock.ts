/** `NODE_OPTIONS` for a process whose clock is wrong. The gateway reads the time of day only from `Date`. */
export const wrongClock = (byMs: number): { NODE_OPTIONS: string } => {
  const script = `globalThis.Date = new Proxy(Date, {
    construct: (date, args, target) => Reflect.construct(date, args.length > 0 ? args : [date.now() + ${byMs}], target),
    get: (date, key) => (key === 'now' ? () => date.now() + ${byMs} : Reflect.get(date, key)),
  })`
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` }
}
