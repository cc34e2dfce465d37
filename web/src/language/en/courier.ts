export const courier = {
  courier: {
    directions: 'Navigate',
    call: (phone: string) => `Call ${phone}`,
    received: 'The customer gives you',
    receivedAmount: 'Another amount',
    giveBack: (amount: string) => `Give back ${amount}`,
    missing: (amount: string) => `${amount} is missing`,
  },
}
