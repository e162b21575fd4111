/** Of a line of JSON, in pixels; `json.css` has the same. */
export const ROW_HEIGHT = 19
