const SVG = 'http://www.w3.org/2000/svg'

/** Each the path of a line in a square of 16. */
const LINES = {
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  remove: 'M4 4l8 8M12 4l-8 8',
  add: 'M8 3v10M3 8h10',
}

/** @param {keyof typeof LINES} name */
export function icon(name) {
  const image = document.createElementNS(SVG, 'svg')
  image.setAttribute('viewBox', '0 0 16 16')
  image.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', LINES[name])
  image.append(line)
  return image
}
