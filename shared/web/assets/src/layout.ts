// Where marks and names go so that none hides another. Pure.
import type { Placed } from "./chart";

const APART = 11; // pixels between marks side by side
const OFFSETS = [0, 1, -1, 2, -2, 3, -3]; // no further: a mark stands by its time, even over another one

/** Marks in order of time, those that would cover another one moved aside a little, within `room`. */
export function dodged(marks: Placed[], room: [number, number]): Placed[] {
  const done: Placed[] = [];
  for (const mark of marks) {
    const hides = (x: number) => done.some((other) => Math.abs(other.x - x) < APART && other.top < mark.bottom && mark.top < other.bottom);
    const free = (x: number) => x >= room[0] && x <= room[1] && !hides(x);
    const step = OFFSETS.find((offset) => free(mark.x + offset * APART)) ?? 0;
    done.push({ ...mark, x: mark.x + step * APART });
  }
  return done;
}

export interface EndLabel {
  key: string;
  who: string;
  colour: string;
  from: number; // the mark that it names: x and y
  y: number;
  at: number; // where the name stands
}

/** A name for each claimant beside the last figure, at least a line apart, within `room`. */
export function endLabels(marks: Placed[], name: (mark: Placed) => string, room: [number, number], line = 17): EndLabel[] {
  const last = new Map<string, Placed>();
  for (const mark of marks) {
    const before = last.get(mark.key);
    if (!before || (mark.kind !== "vague" && mark.firmness !== "denied") || before.kind === "vague") last.set(mark.key, mark);
  }
  const labels = [...last.values()].map((mark) => ({ key: mark.key, who: name(mark), colour: mark.colour, from: mark.x, y: mark.y, at: mark.y }));
  labels.sort((a, b) => a.y - b.y);
  for (let i = 0; i < labels.length; i++) labels[i]!.at = Math.max(labels[i]!.at, i ? labels[i - 1]!.at + line : room[0]);
  for (let i = labels.length - 1; i >= 0; i--) labels[i]!.at = Math.min(labels[i]!.at, i < labels.length - 1 ? labels[i + 1]!.at - line : room[1]);
  return labels;
}
