package dev.atelier.bootstrap.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** A Chromium without a window, driven by Playwright; it reaches nothing but this machine. */
final class ConsoleBrowser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));

    /** That of the browser, which is not the service's: far from it, and without summer time. */
    private static final String ZONE = "Asia/Tokyo";

    private final Playwright playwright;
    private final Browser browser;

    private ConsoleBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static ConsoleBrowser start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(ConsoleVisit.PATIENCE.toMillis());
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new ConsoleBrowser(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(CHROMIUM)
                                .setArgs(List.of(
                                        "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))));
    }

    /** A browser that has not been there yet, with cookies of its own. */
    ConsoleVisit visit(URI service) {
        return new ConsoleVisit(
                service,
                browser.newContext(new Browser.NewContextOptions()
                        .setBaseURL(service.toString())
                        .setLocale("en-GB")
                        .setTimezoneId(ZONE)
                        .setViewportSize(1280, 800)));
    }

    /** The time as pages show it in this browser. */
    static String shown(Instant time) {
        return DateTimeFormatter.ofPattern("dd/MM/uuuu, HH:mm:ss").format(time.atZone(ZoneId.of(ZONE)));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
