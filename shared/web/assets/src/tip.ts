// What is told of a mark under the pointer or the keyboard's focus; and the way from mark to mark with arrow keys.
import { moment } from "./formats";
import type { Placed } from "./chart";

export class Tip {
  readonly element = document.createElement("div");

  constructor(private readonly home: HTMLElement) {
    this.element.className = "tip";
    this.element.hidden = true;
    this.element.setAttribute("aria-hidden", "true"); // the mark's own label says the same
  }

  /** Serve these marks: `links` and `marks` are in the same order. */
  serve(svg: SVGSVGElement, links: SVGAElement[], marks: Placed[]): void {
    links.forEach((link, i) => {
      const mark = marks[i]!;
      link.setAttribute("tabindex", i === 0 ? "0" : "-1"); // one stop for the tab key; arrows go on from there
      for (const event of ["pointerenter", "focus"]) link.addEventListener(event, () => this.show(svg, links, mark, marks));
      for (const event of ["pointerleave", "blur"]) link.addEventListener(event, () => this.hide(links));
      link.addEventListener("keydown", (event) => this.move(event, links, i));
    });
  }

  private move(event: KeyboardEvent, links: SVGAElement[], i: number): void {
    const to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: links.length - 1 }[event.key];
    if (event.key === "Escape") this.hide(links);
    const next = to === undefined ? undefined : links[to];
    if (!next) return;
    event.preventDefault();
    links.forEach((link) => link.setAttribute("tabindex", link === next ? "0" : "-1"));
    next.focus();
  }

  private show(svg: SVGSVGElement, links: SVGAElement[], mark: Placed, marks: Placed[]): void {
    const line = (name: string, text: string) => {
      const p = document.createElement("p");
      p.className = name;
      p.textContent = text; // other people's words: text, never markup
      return p;
    };
    const notes = [mark.firmness, mark.gone ? "edited out" : mark.standing ? "" : "superseded"].filter(Boolean).join(", ");
    this.element.replaceChildren(
      line("figure", mark.words + (notes ? ` (${notes})` : "")),
      line("who", mark.who),
      line("soft", moment(mark.at!)),
      line("soft", `${mark.told.join(", ")} – ${mark.voices} independent`),
      ...marks.filter((other) => mark.against.includes(other.n)).map((other) => line("against", `≠ ${other.who}: ${other.words}`)),
    );
    this.element.hidden = false;
    const room = this.home.clientWidth - this.element.offsetWidth;
    this.element.style.left = `${Math.max(0, Math.min(room, mark.x + 16 > room ? mark.x - this.element.offsetWidth - 16 : mark.x + 16))}px`;
    this.element.style.top = `${Math.max(0, mark.top - 8)}px`;
    svg.classList.add("busy");
    const near = new Set([mark.n, ...mark.against]);
    links.forEach((link) => link.classList.toggle("near", near.has(Number(link.dataset.n))));
    document.querySelectorAll("tr[data-n]").forEach((row) => row.classList.toggle("shown", (row as HTMLElement).dataset.n === String(mark.n)));
  }

  private hide(links: SVGAElement[]): void {
    this.element.hidden = true;
    this.home.querySelector("svg")?.classList.remove("busy");
    links.forEach((link) => link.classList.remove("near"));
    document.querySelectorAll("tr.shown").forEach((row) => row.classList.remove("shown"));
  }
}
