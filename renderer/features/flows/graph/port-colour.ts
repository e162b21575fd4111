// As in Langflow, edges and handles have the colour of what passes; the theme says which colours there are.
const COLOURS: Readonly<Record<string, string>> = {
  Message: 'blue',
  Text: 'blue',
  str: 'blue',
  Data: 'red',
  JSON: 'red',
  DataFrame: 'orange',
  Table: 'orange',
  LanguageModel: 'purple',
  BaseLanguageModel: 'purple',
  Tool: 'green',
  Embeddings: 'yellow',
  Retriever: 'yellow',
  VectorStore: 'yellow',
}

/** A colour of the theme, as CSS has it, for what a port takes or gives. */
export function portColour(types: readonly string[]): string {
  const colour = types.map((type) => COLOURS[type]).find((found) => found !== undefined)
  return colour === undefined ? 'var(--vscode-descriptionForeground)' : `var(--vscode-charts-${colour})`
}
