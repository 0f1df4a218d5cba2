package dev.atelier.bootstrap.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one user does in one browser; its end fails where a page reported an error or asked another host for something. */
final class ConsoleVisit implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "console");
    /** With which a busy machine draws any page; Playwright itself waits five seconds for what is asserted. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    /** Where tables are still tables. */
    private static final int MIDDLING = 780;

    private static final int NARROW = 360;

    private final URI service;
    private final BrowserContext context;
    private final Page page;
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    ConsoleVisit(URI service, BrowserContext context) {
        this.service = service;
        this.context = context;
        context.setDefaultTimeout(PATIENCE.toMillis());
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (Set.of("error", "warning").contains(message.type())) {
                problems.add(message.text());
            }
        });
        page.onPageError(problems::add);
        page.onRequest(request -> {
            if (!request.url().matches("(data|blob):.*") && !request.url().startsWith(service.toString())) {
                problems.add("a request to " + request.url());
            }
        });
    }

    Page page() {
        return page;
    }

    /** Goes to a page of the console, and signs in where that is asked for. */
    ConsoleVisit signIn(String user, String password) {
        page.navigate("/console");
        input("user").fill(user);
        input("secret").fill(password);
        press("Sign in");
        return this;
    }

    /** The input of a form, by the name with which it is sent. */
    Locator input(String name) {
        return page.locator("[name=" + name + "]");
    }

    void press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    /** The first such link: the navigation comes before the page. */
    void follow(String link) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                .first()
                .click();
    }

    void isAt(String title) {
        sees(page.locator("h1").getByText(title, new Locator.GetByTextOptions().setExact(true)));
        page.waitForLoadState(); // by then its scripts have taken over its forms
    }

    void sees(Locator something) {
        assertThat(something).isVisible();
    }

    /** Waits until an image is drawn. */
    void seesImage(Locator image) {
        sees(image);
        page.waitForFunction("image => image.complete && image.naturalWidth > 0", image.elementHandle());
    }

    /** The browser reports such an answer as an error, perhaps after it has drawn the page; the test brought it about. */
    void wasRefused(int status) {
        String message = "the server responded with a status of " + status;
        page.waitForCondition(() -> problems.stream().anyMatch(problem -> problem.contains(message)));
        refusals.add(message);
        refusals.add("Response Status Error Code " + status + " from "); // htmx's own, where it had asked
    }

    /** Looks at the page in light and dark and on a telephone, and keeps screenshots of it. */
    void inspect(String name) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            isAccessible(name + " " + scheme);
            screenshot(name + "-" + scheme.name().toLowerCase(Locale.ROOT));
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        for (int width : List.of(MIDDLING, NARROW)) {
            page.setViewportSize(width, 740);
            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as("%s in %s pixels", name, width)
                    .isEqualTo(width);
        }
        isAccessible(name + " on a telephone");
        screenshot(name + "-narrow");
        page.setViewportSize(1280, 800);
    }

    private void isAccessible(String what) {
        assertThat(new AxeBuilder(page)
                        .analyze().getViolations().stream()
                                .filter(rule -> SERIOUS.contains(rule.getImpact()))
                                .map(rule -> rule.getId() + " " + rule.getNodes()))
                .as(what)
                .isEmpty();
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    @Override
    public void close() {
        context.close();
        problems.removeIf(problem -> refusals.stream().anyMatch(problem::contains));
        assertThat(problems).isEmpty();
    }
}
