/** Where we deliver, and the search for an address. */
export const where = {
  where: {
    needsPin: 'Put a pin on the map, so that we can see whether we deliver to you.',
    outside: (area: string | undefined, km: string | undefined) =>
      area !== undefined && km !== undefined
        ? `We do not deliver there yet. Our nearest area, ${area}, is ${km} km away.`
        : 'We do not deliver there yet.',
    delivery: (fee: string) => `Delivery: ${fee}`,
    freeFrom: (subtotal: string) => `Free delivery from ${subtotal}.`,
    addMore: (missing: string, minimum: string) => `Add ${missing} more: the minimum order there is ${minimum}.`,
    feeUnknown: 'depends on the address',
    find: 'Find the address',
    found: (count: number) => (count === 1 ? 'One address found.' : `${count} addresses found.`),
    notFound: 'We found no such address. Check the spelling, or put the pin on the map yourself.',
    credits: '© OpenStreetMap contributors',
  },
}
