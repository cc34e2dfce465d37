/** Where we deliver, and the search for an address. */
export const where = {
  where: {
    find: 'Find the address',
    found: (count: number) => (count === 1 ? 'One address found.' : `${count} addresses found.`),
    notFound: 'We found no such address. Check the spelling, or put the pin on the map yourself.',
    credits: '© OpenStreetMap contributors',
  },
}
