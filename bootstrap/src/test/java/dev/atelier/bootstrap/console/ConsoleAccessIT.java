package dev.atelier.bootstrap.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.atelier.bootstrap.console.Studio.PASSWORD;
import static dev.atelier.bootstrap.console.Studio.ROSA;
import static dev.atelier.bootstrap.console.Studio.THEO;
import static dev.atelier.bootstrap.console.Studio.VERA;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.atelier.bootstrap.AtelierProcess;
import java.nio.file.Path;
import java.util.List;
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
            for (String plot : List.of("Waiting jobs", "Oldest waiting job", "Busy nodes")) {
                visit.sees(visit.page().locator("h2", new Page.LocatorOptions().setHasText(plot)));
            }
            visit.inspect("overview-administrator");
            visit.follow("Audit");
            visit.sees(visit.page().getByText("user.save").first());
            visit.inspect("audit");
            visit.follow("Models");
            visit.inspect("models");
            visit.follow("Imports");
            visit.isAt("Imports");
            visit.inspect("imports");
            visit.follow("Datasets");
            visit.inspect("datasets-empty");
            visit.follow("Trainings");
            visit.inspect("trainings-empty");
            visit.follow("Endpoints");
            visit.inspect("endpoints");
            visit.follow("Users");
            visit.inspect("users");
            visit.follow("Roles");
            visit.inspect("roles");
            visit.follow("Quotas");
            visit.inspect("quotas");
            visit.follow("API keys");
            visit.inspect("keys");
            visit.follow("Users");
            visit.isAt("Users");
            visit.input("user").last().fill("ines");
            visit.input("password").last().fill(PASSWORD);
            visit.press("Add");
            visit.sees(visit.page().getByText("ines", new Page.GetByTextOptions().setExact(true)));
        }
    }

    @Test
    void anAdministratorManagesARoleWithItsQuotaAndKeysThatAreShownOnce() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn("", AtelierProcess.KEY)) {
            Page page = visit.page();
            page.onDialog(Dialog::accept);
            visit.follow("Roles");
            visit.isAt("Roles");
            visit.input("role").fill("guests");
            page.getByLabel("inference:list").check();
            visit.press("Add");
            visit.follow("guests");
            visit.isAt("Role");
            assertThat(page.getByLabel("inference:list")).isChecked();
            visit.inspect("role");

            visit.follow("Quotas");
            visit.isAt("Quotas");
            visit.input("kind").last().selectOption("role:");
            visit.input("name").last().fill("guests");
            visit.input("jobs_waiting").last().fill("7");
            visit.press("Set");
            visit.sees(page.getByText("role guests", new Page.GetByTextOptions().setExact(true)));
            visit.inspect("quotas-set");
            page.getByLabel("Delete the quota of role guests").click();
            visit.sees(page.getByText("No user and no role has a quota."));

            visit.follow("API keys");
            visit.isAt("API keys");
            visit.input("name").last().fill("nightly");
            visit.input("user").last().fill(VERA);
            visit.press("Create");
            visit.isAt("API key");
            String first = page.locator("input[readonly]").inputValue();
            assertThat(first).hasSizeGreaterThan(40);
            assertThat(page.url()).endsWith("/console/keys");
            visit.inspect("key-created");

            visit.follow("All API keys");
            visit.isAt("API keys");
            page.getByLabel("Rotate nightly").click();
            visit.press("Make a new secret");
            visit.isAt("API key");
            assertThat(page.locator("input[readonly]").inputValue()).isNotEqualTo(first);
            visit.follow("All API keys");
            visit.sees(page.getByText("the secret before works until"));
            assertThat(page.content()).doesNotContain(first);
            visit.inspect("keys-rotated");
            page.getByLabel("Revoke nightly").click();
            assertThat(page.getByText("nightly")).hasCount(0);
        }
    }

    @Test
    void aUserSeesWhatTheirRolesPermit() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(VERA, PASSWORD)) {
            visit.isAt("Overview");
            assertThat(visit.page().locator("h2")).hasText(new String[] {"Queue", "Images by day"});
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
