export const courier = {
  courier: {
    stops: 'Map of your stops',
    stop: (number: number, address: string) => `Order ${number}, ${address}`,
    you: 'You',
    directions: 'Navigate',
    call: (phone: string) => `Call ${phone}`,
    received: 'The customer gives you',
    receivedAmount: 'Another amount',
    giveBack: (amount: string) => `Give back ${amount}`,
    missing: (amount: string) => `${amount} is missing`,
  },
}
