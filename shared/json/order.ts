/** Orders texts by their UTF-16 units: the order of a report must depend on no machine's language. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
