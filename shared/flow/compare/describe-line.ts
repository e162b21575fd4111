/** A line of a report for a person, and what it tells of, for whoever colours it. */
export type Line = {
  readonly tone: 'title' | 'added' | 'removed' | 'changed' | 'plain'
  readonly text: string
}

const SIGNS = { added: '+ ', removed: '- ', changed: '~ ', title: '', plain: '' }

/** A line, indented by so many steps, with the sign of what it tells of. */
export const line = (tone: Line['tone'], text: string, depth = 0): Line => ({
  tone,
  text: `${'    '.repeat(depth)}${SIGNS[tone]}${text}`,
})

/** Lines under a title; none where there are none. */
export const section = (title: string, lines: readonly Line[]): Line[] =>
  lines.length === 0 ? [] : [line('plain', ''), line('title', title), ...lines]
