// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskApi } from "../../src/desk/api";
import type { CertifyOutcome } from "../../src/desk/model/certificate";
import { alphasWith, offeredAlpha } from "../../src/desk/model/certificate";
import { Keepsake } from "../../src/desk/model/keepsake";
import { DeskShell } from "../../src/desk/shell/desk";
import { Desk } from "../../src/desk/store/desk";
import { aCertificate, anUncertified } from "./examples";
import { FakeDesk } from "./fake-desk";
import { lookingAt } from "./looking";

let helpdesk: FakeDesk;
let desk: Desk;
let shell: DeskShell;

const { find, sees, reads } = lookingAt(() => shell);

function opens(hash: string): void {
  location.hash = hash;
  desk = new Desk({ api: new DeskApi("http://desk.example", helpdesk.fetch), keepsake: new Keepsake(null), languages: ["en"] });
  shell = new DeskShell();
  shell.desk = desk;
  document.body.append(shell);
}

function press(key: string, code = ""): void {
  document.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true }));
}

beforeEach(() => {
  helpdesk = new FakeDesk();
  vi.stubGlobal("fetch", helpdesk.fetch);
});

afterEach(async () => {
  shell.remove();
  await desk.signOut();
  vi.unstubAllGlobals();
});

describe("the labelling page", () => {
  const PAGE = ["ochota-desk-quality", "ochota-desk-labelling"];
  const QUESTION = [...PAGE, "ochota-desk-label-question", "#question"];

  test("is an agent's as well: four keys label four questions", async () => {
    helpdesk.agent = { username: "petr", name: "Petr", role: "agent" };
    helpdesk.labels.have(5);
    opens("#/labelling");
    await reads("Question 1", ...QUESTION);
    press("ArrowRight", "ArrowRight");
    await reads("Question 2", ...QUESTION);
    press("é", "Digit3");
    press("4", "Numpad4");
    await reads("Question 4", ...QUESTION);
    await vi.waitFor(() => expect(helpdesk.labels.heard).toEqual(["PUT 1 right", "PUT 2 nothing", "PUT 3 not_a_question"]));
  });

  test("asks which of the others is right after a wrong one, and takes a letter or Enter", async () => {
    helpdesk.labels.have(3);
    opens("#/labelling");
    await reads("Question 1", ...QUESTION);
    press("2", "Digit2");
    await reads("Which one would be right", ...PAGE, "ochota-desk-label-question", ".which");
    expect(helpdesk.labels.heard).toEqual([]);
    press("b", "KeyB");
    await reads("Question 2", ...QUESTION);
    press("2", "Digit2");
    press("Enter", "Enter");
    await vi.waitFor(() => expect(helpdesk.labels.labels.size).toBe(2));
    expect(helpdesk.labels.labels.get("1")?.right_entry_id).toBe("third");
    expect(helpdesk.labels.labels.get("2")).toEqual({ verdict: "wrong", entry_id: "top", right_entry_id: null });
  });

  test("Z closes that question first, and then takes the last verdict back", async () => {
    helpdesk.labels.have(2);
    opens("#/labelling");
    await reads("Question 1", ...QUESTION);
    press("1", "Digit1");
    await reads("Question 2", ...QUESTION);
    press("2", "Digit2");
    await sees(...PAGE, "ochota-desk-label-question", ".which");
    press("z", "KeyZ");
    await vi.waitFor(() => expect(find(...PAGE, "ochota-desk-label-question", ".which")).toBeNull());
    await reads("Question 2", ...QUESTION);
    press("z", "KeyZ");
    await reads("Question 1", ...QUESTION);
    await reads("Taken back. 0 of 2 done.", ...PAGE, '[role="status"]');
  });

  test("the same by clicks, with the next question in the focus and the progress said", async () => {
    helpdesk.labels.have(2);
    opens("#/labelling");
    (await sees(...PAGE, "ochota-desk-label-verdicts", "button.right")).click();
    await reads("Right. 1 of 2 done.", ...PAGE, '[role="status"]');
    const card = await sees(...PAGE, "ochota-desk-label-question");
    await vi.waitFor(() => expect(card.shadowRoot?.activeElement?.textContent).toBe("Question 2"));
  });

  test("offers no verdict on an entry where there is none", async () => {
    helpdesk.labels.have(1);
    helpdesk.labels.drawn = helpdesk.labels.drawn.map((one) => ({ ...one, candidates: [] }));
    opens("#/labelling");
    const right = await sees<HTMLButtonElement>(...PAGE, "ochota-desk-label-verdicts", "button.right");
    expect(right.disabled).toBe(true);
    press("1", "Digit1");
    press("3", "Digit3");
    await vi.waitFor(() => expect(helpdesk.labels.heard).toEqual(["PUT 1 nothing"]));
  });

  test("does not show how sure the assistant is", async () => {
    helpdesk.labels.have(1);
    opens("#/labelling");
    const card = await sees(...PAGE, "ochota-desk-label-question");
    expect(card.shadowRoot?.querySelector("ochota-desk-confidence")).toBeNull();
  });

  test("says that verdicts wait for the connection", async () => {
    helpdesk.labels.have(3);
    opens("#/labelling");
    await reads("Question 1", ...QUESTION);
    helpdesk.offline = true;
    press("1", "Digit1");
    await reads("1 verdict is kept in this browser", ...PAGE, ".callout");
    await reads("Question 2", ...QUESTION);
    helpdesk.offline = false;
    await vi.waitFor(() => expect(find(...PAGE, ".callout")).toBeNull(), { timeout: 5_000 });
    expect(helpdesk.labels.labels.get("1")?.verdict).toBe("right");
  });

  test("says what to do while no customer has asked anything", async () => {
    opens("#/labelling");
    await reads("No customer has asked anything yet", ...PAGE, "ochota-desk-label-draw", "h2");
    expect(find(...PAGE, "ochota-desk-label-draw", "form")).toBeNull();
  });

  test("draws as many as wanted, and refuses more than there are", async () => {
    helpdesk.labels.undrawn = 7;
    opens("#/labelling");
    const count = await sees<HTMLInputElement>(...PAGE, "ochota-desk-label-draw", "#count");
    expect(count.value).toBe("7");
    const form = find(...PAGE, "ochota-desk-label-draw", "form")!;
    count.value = "8";
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await reads("from 1 to 7", ...PAGE, "ochota-desk-label-draw", "#problem");
    count.value = "4";
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await reads("Question 1", ...QUESTION);
    await reads("0 of 4 done", ...PAGE, "ochota-desk-label-progress", ".done");
  });
});

describe("the certificate page", () => {
  const PAGE = ["ochota-desk-quality", "ochota-desk-certificate"];
  const STATUS = [...PAGE, "ochota-desk-certificate-status", "section"];
  const CERTIFY = [...PAGE, "ochota-desk-certify"];
  const certified = { ...anUncertified(), status: "certified" as const, certificate: aCertificate(), changed_share: 0.03 };

  test("says the promise in words, with what it rests on", async () => {
    helpdesk.labels.state = certified;
    opens("#/quality");
    await reads("At most 5% of the answers are wrong, with 95% certainty", ...STATUS);
    await reads("Labelled questions 412 Answered 183", ...PAGE, "ochota-desk-certificate-evidence", "dl");
    await reads("Language model multilingual-e5-small Calibration 779c204a Knowledge base", ...PAGE, "ochota-desk-certificate-evidence", "dl");
    await reads("version 1041, 79 entries", ...PAGE, "ochota-desk-certificate-evidence", "dl");
  });

  test("calls the cautious default uncertified", async () => {
    opens("#/quality");
    await reads("Not certified", ...STATUS);
    await reads("at least 70% sure", ...STATUS);
    expect(find(...PAGE, "ochota-desk-certificate-evidence")).toBeNull();
  });

  test("says why a certificate no longer holds, and tells the lead wherever they are", async () => {
    helpdesk.labels.state = { ...certified, status: "invalid", invalid_because: ["encoder_changed", "content_changed"], changed_share: 0.23 };
    opens("#/waiting");
    await reads("invalid", "ochota-desk-top-bar", ".care");
    location.hash = "#/quality";
    await reads("Because another language model is in use and 23% of the entries have changed since.", ...STATUS);
  });

  test("says an alarm in numbers, with the raised threshold", async () => {
    helpdesk.labels.state = {
      ...certified,
      status: "alarm",
      thresholds: { answer: 0.9, clarify: 0.28 },
      alarm: { raised_at: "2026-11-22T01:00:00Z", answers: 64, wrong: 9, threshold: 0.9 },
    };
    opens("#/quality");
    await reads("Among 64 judged answers since the certificate, 9 were wrong. The assistant now answers only when it is at least 90% sure.", ...STATUS);
    await reads("alarm", "ochota-desk-top-bar", ".care");
  });

  test("says that nothing is answered any more when no threshold is left, and when the server's setting decides", async () => {
    const alarm = { raised_at: "2026-11-22T01:00:00Z", answers: 20, wrong: 15, threshold: 1.1 };
    helpdesk.labels.state = { ...certified, status: "alarm", thresholds: { answer: 1.1, clarify: 0.28 }, alarm };
    opens("#/quality");
    await reads("the assistant answers nothing by itself. Draw and label", ...STATUS);
    helpdesk.labels.state = { ...certified, status: "uncertified", overridden: true };
    await desk.certification.load();
    await reads("a setting of the server decides", ...STATUS);
  });

  test("does not trouble an agent who is no lead with it, nor offers to certify", async () => {
    helpdesk.agent = { username: "petr", name: "Petr", role: "agent" };
    helpdesk.labels.state = { ...certified, status: "invalid", invalid_because: ["content_changed"] };
    opens("#/quality");
    await reads("The certificate no longer holds", ...STATUS);
    expect(find("ochota-desk-top-bar", ".care")).toBeNull();
    expect(find(...CERTIFY)).toBeNull();
    await reads("Leads ask for certificates", ...PAGE, ".hint");
  });

  test("cannot be asked for without labels", async () => {
    opens("#/quality");
    expect((await sees<HTMLButtonElement>(...CERTIFY, "button.primary")).disabled).toBe(true);
  });

  describe("when it is asked for", () => {
    const refused: CertifyOutcome = {
      issued: false, certificate: null, sample: { questions: 40, unanswerable: 6, answered: 12, wrong: 1 },
      labels_needed: 124, reachable_alpha: 0.0923, message: "",
    };

    async function asks(): Promise<void> {
      helpdesk.labels.have(1);
      helpdesk.labels.labels.set("1", { verdict: "right", entry_id: "top", right_entry_id: null });
      opens("#/quality");
      const form = await sees(...CERTIFY, "form");
      form.dispatchEvent(new Event("submit", { cancelable: true }));
    }

    test("and not issued, says how many labels are missing and what can be promised instead", async () => {
      helpdesk.labels.outcome = refused;
      await asks();
      await reads("Not issued: these labels do not support 5% yet. About 124 more labels should be enough.", ...CERTIFY, ".callout");
      await reads("With these labels 10% can be promised.", ...CERTIFY, ".callout");
      await reads("Not certified", ...STATUS);
      find(...CERTIFY, ".callout button")?.click();
      await vi.waitFor(() => expect(helpdesk.labels.certified).toEqual({ alpha: 0.1, delta: 0.05 }));
    });

    test("and issued, the new promise is in force on the page", async () => {
      helpdesk.labels.outcome = { ...refused, issued: true, certificate: aCertificate(), labels_needed: null };
      helpdesk.labels.state = certified;
      await asks();
      await reads("Issued: at most 5%", ...CERTIFY, ".callout");
      await reads("At most 5% of the answers are wrong", ...STATUS);
    });

    test("with labels that an alarm contradicts, new ones are asked for", async () => {
      helpdesk.labels.contradicted = true;
      await asks();
      await reads("Draw and label new questions, then certify again.", ...CERTIFY, '[role="alert"]');
    });

    test("and refused, the helpdesk's own words are said", async () => {
      await asks();
      await reads("Label some questions first.", ...CERTIFY, '[role="alert"]');
    });
  });

  test("offers a rate that was reached as whole per cent, never below it", () => {
    expect([0.0923, 0.1, 0.07, 0.0701].map(offeredAlpha)).toEqual([0.1, 0.1, 0.07, 0.08]);
    expect(alphasWith(0.08)).toContain(0.08);
    expect(alphasWith(0.05)).toHaveLength(5);
  });
});
