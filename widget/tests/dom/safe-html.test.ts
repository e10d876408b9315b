// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { safeNodes } from "../../src/dom/safe-html";

function safe(html: string): string {
  const place = document.createElement("div");
  place.append(safeNodes(html, "https://helpdesk.example"));
  return place.innerHTML;
}

describe("HTML from the server", () => {
  test("keeps what an answer is made of", () => {
    const html = "<p>Hi <strong>you</strong></p><ul><li>one</li></ul><pre><code>x</code></pre>";
    expect(safe(html)).toBe(html);
  });

  test.each([
    "<script>alert(1)</script>",
    "<style>*{}</style>",
    "<iframe srcdoc='x'></iframe>",
    "<svg onload=alert(1)></svg>",
    "<form><input name=q></form>",
    "<template><img src=x onerror=alert(1)></template>",
    "<img src=https://elsewhere.example/pixel.gif>",
  ])("drops %s", (html) => {
    expect(safe(`a${html}b`)).toBe("ab");
  });

  test("drops handlers, styles, ids and classes", () => {
    expect(safe(`<p onclick="x()" style="color:red" id="a" class="b">t</p>`)).toBe("<p>t</p>");
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "vbscript:x", " java\nscript:alert(1)"])(
    "leaves only the words of a link to %j",
    (href) => {
      const place = document.createElement("a");
      place.setAttribute("href", href);
      place.textContent = "t";
      expect(safe(place.outerHTML)).toBe("t");
    },
  );

  test("takes relative links for the helpdesk's own and opens them beside the page", () => {
    expect(safe(`<a href="/faq/cs/x">t</a>`)).toBe(
      `<a href="https://helpdesk.example/faq/cs/x" rel="noopener nofollow" target="_blank">t</a>`,
    );
  });
});
