package dev.atelier.bootstrap.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.atelier.bootstrap.console.Studio.PASSWORD;
import static dev.atelier.bootstrap.console.Studio.ROSA;
import static dev.atelier.bootstrap.console.Studio.THEO;
import static dev.atelier.bootstrap.console.Studio.VERA;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.atelier.bootstrap.AtelierProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may enter the console of the shipped jar, in Chromium, and what its pages offer to whom. Runs with the profile
 * {@code browser}.
 */
@Tag("browser")
class ConsoleAccessIT {

    @TempDir
    static Path folder;

    private static Studio studio;
    private static ConsoleBrowser browser;

    @BeforeAll
    static void start() {
        studio = Studio.start(folder);
        browser = ConsoleBrowser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
        studio.close();
    }

    @Test
    void aUserSignsInAndOut() {
        try (ConsoleVisit visit = browser.visit(studio.url())) {
            visit.page().navigate("/");
            visit.isAt("Sign in");
            visit.inspect("sign-in");

            visit.signIn(ROSA, "a wrong password");
            visit.sees(visit.page().getByText("The user, or the password or API key, is wrong."));
            visit.wasRefused(401);
            assertThat(visit.input("user")).hasValue(ROSA);
            visit.inspect("sign-in-refused");

            visit.input("secret").fill(PASSWORD);
            visit.press("Sign in");
            visit.isAt("Overview");
            visit.press("Sign out");
            visit.isAt("Sign in");
            visit.page().navigate("/console/gallery");
            visit.isAt("Sign in");
        }
    }

    @Test
    void anAdministratorReadsWhoChangedWhat() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn("", AtelierProcess.KEY)) {
            visit.follow("Audit");
            visit.sees(visit.page().getByText("user.save").first());
            visit.inspect("audit");
            visit.follow("Models");
            visit.inspect("models");
            visit.follow("Datasets");
            visit.inspect("datasets-empty");
            visit.follow("Trainings");
            visit.inspect("trainings-empty");
            visit.follow("Endpoints");
            visit.inspect("endpoints");
            visit.follow("Users");
            visit.inspect("users");
            visit.input("user").last().fill("ines");
            visit.input("password").last().fill(PASSWORD);
            visit.press("Add");
            visit.sees(visit.page().getByText("ines", new Page.GetByTextOptions().setExact(true)));
        }
    }

    @Test
    void aUserSeesWhatTheirRolesPermit() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(VERA, PASSWORD)) {
            visit.isAt("Overview");
            visit.follow("Gallery");
            visit.sees(visit.page().getByText("There is nothing here yet."));
            visit.inspect("gallery-empty");
            assertThat(visit.page().locator("nav a").allTextContents()).containsExactly("Overview", "Gallery", "Queue");
            visit.follow("Queue");
            assertThat(visit.page().locator("main").getByRole(AriaRole.BUTTON)).hasText(new String[] {"Show"});

            visit.page().navigate("/console/nodes");
            visit.sees(visit.page().getByText("sagemaker_endpoint:list"));
            visit.wasRefused(403);
            visit.inspect("forbidden");
            visit.follow("To the first page");
            visit.isAt("Overview");
            visit.inspect("overview-empty");
        }
    }

    @Test
    void aUserWithoutPermissionsHasTheFirstPageAlone() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(THEO, PASSWORD)) {
            visit.isAt("Overview");
            assertThat(visit.page().locator("nav a")).hasCount(1);
            visit.press("Sign out");
            visit.isAt("Sign in");
        }
    }
}
