import { useEffect, useState } from 'preact/hooks'

const restMs = 250

/** The value, once it has not changed for a moment: what is typed is looked for after the typing. */
export const useRested = <Value>(value: Value): Value => {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
