// The chart as a file: SVG with its style written into it and the citation below, or the same as PNG.

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight", "visibility"];
const NS = "http://www.w3.org/2000/svg";
const HEAD = 44;
const FOOT = 54;

/** Buttons that save the chart, put where the page has room for them. */
export function exportButtons(chart: HTMLElement, room: Element | null): void {
  if (!room) return;
  const button = (title: string, act: () => void) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = title;
    made.addEventListener("click", act);
    return made;
  };
  const name = chart.dataset.id ?? "series";
  room.replaceChildren(
    button("SVG", () => save(new Blob([written(chart)], { type: "image/svg+xml" }), `${name}.svg`)),
    " ",
    button("PNG", () => void painted(written(chart)).then((png) => save(png, `${name}.png`))),
  );
}

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function written(chart: HTMLElement): string {
  const svg = chart.querySelector("svg")!;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const theirs = [...svg.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((node, i) => {
    const style = getComputedStyle(theirs[i]!);
    for (const name of STYLES) node.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "tabindex", "data-n", "data-key"]) node.removeAttribute(name);
    if (node.tagName === "a") node.setAttribute("href", new URL(node.getAttribute("href")!, location.href).href);
  });
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  const page = getComputedStyle(document.body);
  copy.setAttribute("xmlns", NS);
  copy.setAttribute("viewBox", `0 ${-HEAD} ${width} ${height + HEAD + FOOT}`);
  copy.setAttribute("height", String(height + HEAD + FOOT));
  copy.prepend(box(width, height + HEAD + FOOT, page.backgroundColor));
  copy.append(text(chart.dataset.title ?? "", 4, -HEAD + 26, 19, "Georgia, serif", page.color));
  wrapped(chart.dataset.citation ?? "", Math.floor(width / 5.6)).slice(0, 4).forEach((line, i) => {
    copy.append(text(line, 4, height + 16 + i * 13, 10, page.fontFamily, page.color));
  });
  return new XMLSerializer().serializeToString(copy);
}

function box(width: number, height: number, colour: string): SVGElement {
  const made = document.createElementNS(NS, "rect");
  for (const [name, value] of Object.entries({ x: 0, y: -HEAD, width, height, fill: colour })) made.setAttribute(name, String(value));
  return made;
}

function text(words: string, x: number, y: number, size: number, family: string, colour: string): SVGElement {
  const made = document.createElementNS(NS, "text");
  for (const [name, value] of Object.entries({ x, y, "font-size": size, "font-family": family, fill: colour })) made.setAttribute(name, String(value));
  made.textContent = words;
  return made;
}

function wrapped(words: string, most: number): string[] {
  const lines = [""];
  for (const word of words.split(" ")) {
    const line = lines[lines.length - 1]!;
    if (line && line.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

async function painted(svg: string): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}
