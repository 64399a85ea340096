// What every page loads: partial updates (htmx) and the keyboard. Pages work without it.
import "htmx.org";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  const find = document.querySelector<HTMLInputElement>("#find");
  if (find) {
    event.preventDefault();
    find.focus();
    find.select();
  }
});
